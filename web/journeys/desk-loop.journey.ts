import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, CITY, leave, picture, type Role } from './cast.ts'

afterAll(leave)

const PLACE = { lon: 124.3210007, lat: 43.1579304, crs: 'cgcs2000' }
const LEAD = '铁西区城市管理执法局'
const SUPPORT = '铁西区综治中心'

interface Reported { id: string, number: string, query_code: string }

async function post<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(CITY + path, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }, body: JSON.stringify(body),
  })
  const said = await answer.json() as T
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(said)}`)
  return said
}

/** A resident reports without an account. */
const report = (text: string) => post<Reported>('/api/reports', {
  kind: '06034', text, point: PLACE, contact: { name: '报告人', phone: '13900000000' }, channel: 'web',
})

async function at(role: Role, path: string): Promise<{ context: BrowserContext, page: Page }> {
  const context = await as(role, { viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(path)
  return { context, page }
}
const open = async (page: Page, matter: Reported) => {
  await page.locator(`[data-matter="${matter.id}"]`).click()
  await page.locator('.panel .number', { hasText: matter.number }).waitFor()
}
const stage = (page: Page, name: string) => page.locator(`.panel[data-stage="${name}"]`).waitFor()
const form = (page: Page, command: string) => page.locator(`form[data-command="${command}"]`)
const say = (page: Page, command: string, field: string, text: string) => form(page, command).locator(`[data-field="${field}"] textarea`).fill(text)
const send = (page: Page, command: string) => form(page, command).locator('[data-act="send"]').click()
const act = (page: Page, command: string) => page.locator(`.actions .buttons [data-command="${command}"]`).click()
const choose = (page: Page, command: string, field: string, value: string | RegExp) => form(page, command).locator(`[data-field="${field}"] .el-radio-button`, { hasText: value }).click()

/** A key works once what it stands for is offered. */
async function offered(page: Page, command: string) {
  await page.locator(`button[data-command="${command}"]`).first().waitFor()
}

async function unit(page: Page, command: string, field: string, name: string) {
  await form(page, command).locator(`[data-field="${field}"] .el-select__wrapper`).click()
  await page.keyboard.type(name)
  await page.locator('.el-select-dropdown__item', { hasText: name }).filter({ visible: true }).first().click()
  await page.keyboard.press('Escape')
}

async function once(role: Role, path: string, matter: Reported, work: (page: Page) => Promise<void>) {
  const { context, page } = await at(role, path)
  await open(page, matter)
  await work(page)
  await context.close()
}

const handle = (matter: Reported, what: string) => once('handler', '/desk/desks/unit', matter, async (page) => {
  if (await page.locator('.actions [data-command="take"]').count()) await act(page, 'take')
  await stage(page, 'handling')
  await act(page, 'done')
  await say(page, 'done', 'remark', what)
  await send(page, 'done')
  await stage(page, 'checking')
})
const check = (matter: Reported, passed: boolean, then: string) => once('checker', '/desk/desks/check', matter, async (page) => {
  await act(page, 'check')
  await choose(page, 'check', 'passed', passed ? /^通过$/ : '不通过')
  await say(page, 'check', 'remark', passed ? '现场已恢复' : '车还停在原处')
  await send(page, 'check')
  await stage(page, then)
})

test('a report is triaged, led by one unit and supported by another, fails the check, is done again, closed, and reopened by its reporter', async () => {
  const matter = await report('楼下停着一辆没有牌照的废弃面包车，占了两个车位。')
  const clerk = await at('dispatcher', '/desk/desks/triage')
  await open(clerk.page, matter)
  await stage(clerk.page, 'reported')
  await clerk.page.locator('.claim').waitFor()
  await clerk.page.keyboard.press('a')
  await form(clerk.page, 'accept').waitFor()
  await clerk.page.keyboard.press('Control+Enter')
  await stage(clerk.page, 'accepted')
  await offered(clerk.page, 'dispatch')
  await clerk.page.keyboard.press('d')
  await unit(clerk.page, 'dispatch', 'lead', LEAD)
  await unit(clerk.page, 'dispatch', 'support', SUPPORT)
  await picture(clerk.page, 'desk-triage-dispatch')
  expect(await serious(clerk.page)).toEqual([])
  await send(clerk.page, 'dispatch')
  await clerk.page.goto(`/desk/matters/${matter.id}`)
  await stage(clerk.page, 'dispatched')
  expect(await clerk.page.locator('.part').count()).toBeGreaterThan(2)

  await once('triage', '/desk/desks/unit/all', matter, async (page) => {
    await act(page, 'take')
    await act(page, 'part_done')
    await say(page, 'part_done', 'remark', '已联系车管所查询车主。')
    await send(page, 'part_done')
    await page.locator('[data-event="PartFinished"]').waitFor()
  })
  await handle(matter, '已通知车主挪车。')
  await stage(clerk.page, 'checking') // what others did appears while the dispatcher looks
  await check(matter, false, 'handling')
  await handle(matter, '已拖离，车位清理完毕。')
  await check(matter, true, 'callback')
  await once('callback', '/desk/desks/callback', matter, async (page) => {
    await page.locator('.script').waitFor()
    await picture(page, 'desk-callback')
    await act(page, 'call_back')
    await choose(page, 'call_back', 'reached', '已接通')
    await choose(page, 'call_back', 'solved', '已解决')
    await choose(page, 'call_back', 'satisfied', /^满意$/)
    await send(page, 'call_back')
    await stage(page, 'closed')
  })
  await stage(clerk.page, 'closed')
  await post(`/api/follow/${matter.query_code}/rate`, { solved: false, satisfied: false, remark: '又停了一辆。' })
  await post(`/api/follow/${matter.query_code}/reopen`, { remark: '第二天又有一辆废弃车停在这里。' })
  await clerk.page.locator('[data-event="Reopened"]').waitFor()
  await stage(clerk.page, 'dispatched')
  const told = await clerk.page.locator('.journal li').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-event')))
  expect(told.slice(0, 2)).toEqual(['Reopened', 'Rated'])
  expect(await serious(clerk.page)).toEqual([])
  await picture(clerk.page, 'desk-matter-reopened')
  await clerk.context.close()
})

test('two people on one matter: who is slower is told who did what, and keeps what was typed', async () => {
  const matter = await report('小区门口有一辆报废电动车没人管。')
  await once('dispatcher', '/desk/desks/triage', matter, async (page) => {
    await page.keyboard.press('a')
    await form(page, 'accept').waitFor()
    await page.keyboard.press('Control+Enter')
    await stage(page, 'accepted')
    await offered(page, 'dispatch')
    await page.keyboard.press('d')
    await unit(page, 'dispatch', 'lead', LEAD)
    await send(page, 'dispatch')
    await form(page, 'dispatch').waitFor({ state: 'detached' })
  })
  const slow = await as('dispatcher', { viewport: { width: 1440, height: 900 } })
  await slow.route('**/api/stream', (route) => route.abort()) // hears nothing of what the other does
  const page = await slow.newPage()
  await page.goto(`/desk/matters/${matter.id}`)
  await page.locator('[data-act="more"]').click()
  await page.locator('.rest [data-command="reassign"]').click()
  await say(page, 'reassign', 'remark', '慢的一位写的改派理由。')
  await unit(page, 'reassign', 'lead', SUPPORT)
  await handle(matter, '快的一位先反馈了。')
  await send(page, 'reassign')
  await form(page, 'reassign').locator('.since', { hasText: '反馈办结' }).waitFor()
  expect(await form(page, 'reassign').locator('.since').textContent()).toContain(LEAD)
  expect(await form(page, 'reassign').locator('[data-field="remark"] textarea').inputValue()).toBe('慢的一位写的改派理由。')
  await picture(page, 'desk-lost-race')
  await slow.close()
})

test('who opens a triage item has it, and the others are told', async () => {
  const matter = await report('路边堆着几件旧家具。')
  const first = await at('dispatcher', '/desk/desks/triage')
  await open(first.page, matter)
  await first.page.locator('.claim', { hasText: '您在处理' }).waitFor()
  const other = await at('triage', `/desk/matters/${matter.id}`)
  await other.page.locator('.claim.other').waitFor()
  await first.context.close()
  await other.context.close()
})
