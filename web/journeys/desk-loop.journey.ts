import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, CITY, csrf, leave, picture, type Role } from './cast.ts'
import { act, at, choose, dispatched, form, LEAD, offered, once, open, post, report, say, send, stage, SUPPORT, unit, type Reported } from './desk-hands.ts'

afterAll(leave)

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
    for (const part of ['.script li:last-child', '[data-act="open-contact"]', 'form[data-command="call_back"] [data-act="send"]']) {
      expect(await page.locator(part).evaluate((one) => one.getBoundingClientRect().bottom <= innerHeight), part).toBe(true)
    }
    await picture(page, 'desk-calling')
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
  await dispatched(matter)
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
  await form(page, 'reassign').locator('.since', { hasText: LEAD }).waitFor()
  expect(await form(page, 'reassign').locator('[data-field="remark"] textarea').inputValue()).toBe('慢的一位写的改派理由。')
  await picture(page, 'desk-lost-race')
  await slow.close()
})

test('whoever decides next sees with which reason and clause a unit gave the matter back, and how long it had it', async () => {
  const matter = await report('桥下停着一辆没有轮子的轿车。')
  await dispatched(matter)
  await once('handler', '/desk/desks/unit', matter, async (page) => {
    await act(page, 'return_part')
    await form(page, 'return_part').locator('.reasons label').first().click()
    await say(page, 'return_part', 'clause', '三定方案第五条：桥下空间由产权单位管理。')
    await send(page, 'return_part')
    await form(page, 'return_part').waitFor({ state: 'detached' })
  })
  const { context, page } = await at('dispatcher', `/desk/matters/${matter.id}`)
  const side = page.locator('.sides [data-side]', { hasText: new RegExp(`${LEAD}.*持有 \\d+ 分钟.*三定方案第五条`) })
  await side.waitFor()
  expect(await side.locator('[data-act="rule-for"]').count(), 'nobody rules before the third return').toBe(0)
  await picture(page, 'desk-sides')
  expect(await serious(page)).toEqual([])
  await context.close()
})

/** Given without a page: only the way to what is looked at. */
async function given(role: Role, matter: Reported, command: string, body: object) {
  const context = await as(role)
  const { matter: { version } } = await (await context.request.get(`/api/matters/${matter.id}`)).json() as { matter: { version: number } }
  const headers = { 'X-CSRFToken': await csrf(context), 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${version}"` }
  const answer = await context.request.post(`/api/matters/${matter.id}/${command}`, { data: body, headers })
  expect(answer.ok(), `${command}: ${await answer.text()}`).toBe(true)
  await context.close()
}

test('the third return waits for a ruling, and whoever rules gives it to one of the sides by one press', async () => {
  const matter = await report('河堤上停着一辆没有车牌的货车。')
  const [lead] = await (await (await as('dispatcher')).request.get(`/api/units?text=${encodeURIComponent(LEAD)}`)).json() as { code: string }[]
  await given('dispatcher', matter, 'accept', {})
  for (const clause of ['第五条', '第六条', '第七条']) {
    await given('dispatcher', matter, 'dispatch', { lead: lead?.code, support: [] })
    await given('handler', matter, 'return_part', { reason: 'not-our-duty', clause })
  }
  await once('centre_leader', '/desk/desks/rule', matter, async (page) => {
    await page.locator('.sides [data-side]').nth(2).waitFor()
    await page.locator('.sides [data-act="rule-for"]').click() // one unit three times: it is offered once
    await say(page, 'rule', 'basis', '河堤由本单位巡查，见三定方案第四条。')
    await picture(page, 'desk-ruling')
    await send(page, 'rule')
    await page.locator('[data-event="Ruled"]').waitFor()
    await stage(page, 'dispatched')
  })
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

test('a rating that is about something else is set aside by two people: the second finds it in a queue, and its reporter reads why', async () => {
  const matter = await report('小区门口停着一辆没有轮子的面包车。')
  await dispatched(matter)
  await given('handler', matter, 'take', {})
  await given('handler', matter, 'done', { remark: '已拖离。' })
  await given('checker', matter, 'check', { passed: true })
  await given('callback', matter, 'call_back', { reached: true, solved: true, satisfied: true })
  await post(`/api/follow/${matter.query_code}/rate`, { solved: true, satisfied: false, remark: '楼道的灯三个月没人修。' })

  const first = await at('supervisor', `/desk/matters/${matter.id}`)
  await first.page.locator('.rating[data-rating="counts"]', { hasText: '楼道的灯' }).waitFor()
  await act(first.page, 'ask_aside')
  await form(first.page, 'ask_aside').locator('.reasons label', { hasText: '评价与本事项无关' }).click()
  await say(first.page, 'ask_aside', 'remark', '评价说的是楼道灯，不是这辆车；车已拖离。')
  await picture(first.page, 'desk-rating-ask')
  expect(await serious(first.page)).toEqual([])
  await send(first.page, 'ask_aside')
  await first.page.locator('.rating[data-rating="waits"]').waitFor()
  expect(await first.page.locator('[data-command="grant_aside"]').count(), 'who asked does not decide').toBe(0)

  await once('centre_leader', '/desk/desks/supervise/rating', matter, async (page) => {
    await page.locator('.rating[data-rating="waits"]', { hasText: '评价说的是楼道灯' }).waitFor()
    await picture(page, 'desk-rating-second')
    expect(await serious(page)).toEqual([])
    await act(page, 'grant_aside')
    await send(page, 'grant_aside')
    await page.locator('.rating[data-rating="aside"]').waitFor()
  })
  await first.page.locator('.rating[data-rating="aside"]').waitFor()
  await picture(first.page, 'desk-rating-aside')
  await first.context.close()
  const { answers } = await (await fetch(`${CITY}/api/follow/${matter.query_code}`)).json() as { answers: { what: string, reason: { code: string } | null, judged: object | null }[] }
  expect(answers.slice(-2)).toMatchObject([{ what: 'Rated', judged: { solved: true, satisfied: false } }, { what: 'SetAside', reason: { code: 'another-matter' } }])
})
