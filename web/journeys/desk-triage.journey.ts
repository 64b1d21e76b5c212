import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, leave, picture } from './cast.ts'
import { at, form, offered, open, report, stage } from './desk-hands.ts'

afterAll(leave)

const WIDE = { width: 1920, height: 1080 }

/** Presses keys and counts them: a chord is one. */
function fingers(page: Page) {
  let pressed = 0
  return { press: async (key: string) => { pressed += 1; await page.keyboard.press(key) }, count: () => pressed }
}

test('list, place with pictures, and what is suggested stand beside each other, with the keys, at 1280 and at 1920', async () => {
  await report('电线杆旁停着一辆没有轮子的三轮车。')
  for (const size of [{ width: 1280, height: 800 }, WIDE]) {
    const { context, page } = await at('dispatcher', '/desk/desks/triage', size)
    await page.locator('[data-matter]').first().waitFor()
    await page.locator('.middle canvas').waitFor()
    await page.keyboard.press('j')
    await page.locator('.panel .number').waitFor()
    await offered(page, 'accept')
    const [list, middle, panel] = await Promise.all(['.left', '.middle', '.right'].map((part) => page.locator(part).boundingBox()))
    expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual((middle?.x ?? 0) + 1)
    expect((middle?.x ?? 0) + (middle?.width ?? 0)).toBeLessThanOrEqual((panel?.x ?? 0) + 1)
    expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBeLessThanOrEqual(size.width)
    expect(await page.locator('.left kbd', { hasText: /^a$/ }).isVisible()).toBe(true)
    expect(await page.locator('.actions [data-command="accept"] kbd').textContent()).toBe('a')
    await page.waitForLoadState('networkidle')
    await picture(page, `desk-triage-${size.width}`)
    expect(await serious(page)).toEqual([])
    await context.close()
  }
})

test('accepting and dispatching to whom the rules name takes four keys, declining three, and the next one opens', async () => {
  const [first, second] = [await report('一辆没有牌照的面包车停了三个月。'), await report('路口的车位被锁了。')]
  const { context, page } = await at('dispatcher', '/desk/desks/triage', WIDE)
  await open(page, second)
  await offered(page, 'decline')
  const declining = fingers(page)
  await declining.press('n')
  await form(page, 'decline').locator('.reasons label').nth(4).waitFor()
  await declining.press('5')
  await declining.press('Control+Enter')
  await page.locator(`[data-matter="${second.id}"][data-stage="declined"]`).waitFor()
  expect(declining.count()).toBeLessThanOrEqual(4)
  await open(page, first)
  await offered(page, 'accept')
  const { press, count } = fingers(page)
  await press('a')
  await form(page, 'accept').waitFor()
  await press('Control+Enter')
  await stage(page, 'accepted')
  await offered(page, 'dispatch')
  await press('d')
  await form(page, 'dispatch').waitFor()
  expect(await form(page, 'dispatch').locator('[data-field="lead"] .el-select__selection').innerText()).toMatch(/[\u4e00-\u9fff]{4}/)
  await picture(page, 'desk-triage-dispatching')
  await press('Control+Enter')
  await page.locator(`[data-matter="${first.id}"][data-stage="dispatched"]`).waitFor()
  expect(count()).toBeLessThanOrEqual(4)
  await page.locator(`[aria-selected="true"]:not([data-matter="${first.id}"])`).waitFor()
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('panel')
  await context.close()
})

test('a second report of the same thing is compared and merged without leaving the desk', async () => {
  const text = '北沟市场门口消防栓被撞断，一直往外喷水。'
  const [first, again] = [await report(text), await report(`${text}路面已经结冰。`)]
  const { context, page } = await at('dispatcher', '/desk/desks/triage', WIDE)
  await open(page, again)
  const same = page.locator(`[data-same="${first.number}"]`)
  await same.waitFor()
  await same.locator('[data-act="peek"]').click()
  await page.locator(`[data-peek="${first.number}"]`).waitFor()
  await picture(page, 'desk-triage-compare')
  await page.locator('[data-act="merge-peeked"]').click()
  await form(page, 'merge').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator(`[data-matter="${again.id}"][data-stage="merged"]`).waitFor()
  expect(page.url()).toContain('/desk/desks/triage')
  await context.close()
})

test('what has no place yet is located on the map, by mouse and by keys, and the next one opens', async () => {
  const [first, second] = await Promise.all(['东丰路旁', '平西市场里'].map((address) => report(`${address}有一辆报废车。`, { point: null, address })))
  const { context, page } = await at('hotline', '/desk/desks/triage/place', WIDE)
  if (!first || !second) throw new Error('not reported')
  await open(page, second)
  await offered(page, 'relocate')
  await page.keyboard.press('l')
  await form(page, 'relocate').waitFor()
  const canvas = page.locator('.middle canvas')
  await canvas.click({ position: { x: 420, y: 380 } })
  await form(page, 'relocate').locator('.where', { hasText: /./ }).waitFor()
  await picture(page, 'desk-triage-locating')
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('Control+Enter')
  await form(page, 'relocate').waitFor({ state: 'detached' })
  await open(page, first)
  await offered(page, 'relocate')
  await page.keyboard.press('l')
  await form(page, 'relocate').waitFor()
  await canvas.focus()
  await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(400)
  await page.keyboard.press('Enter')
  await form(page, 'relocate').locator('.where', { hasText: /./ }).waitFor()
  await form(page, 'relocate').locator('[data-act="send"]').click()
  await form(page, 'relocate').waitFor({ state: 'detached' })
  const { matter } = await (await context.request.get(`/api/matters/${first.id}`)).json() as { matter: { lon: number | null } }
  expect(matter.lon).not.toBeNull()
  await context.close()
})

test('what lies in another township is put there by its name, though nobody knows the point', async () => {
  const [AREA, address] = ['220302001', '说是仁兴那边']
  const one = await report(`${address}有一辆报废车。`, { point: null, address })
  const { context, page } = await at('hotline', '/desk/desks/triage/place', WIDE)
  const { name } = await (await context.request.get(`/api/areas/${AREA}`)).json() as { name: string }
  await open(page, one)
  await offered(page, 'relocate')
  await page.keyboard.press('l')
  const area = form(page, 'relocate').locator('[data-field="area"]')
  await area.locator('[data-act="find-place"]').click()
  await page.keyboard.type(name)
  await page.locator('.el-select-dropdown__item', { hasText: name }).filter({ visible: true }).first().click()
  await area.locator('.chosen', { hasText: name }).waitFor()
  expect(await serious(page)).toEqual([])
  await picture(page, 'desk-triage-area')
  await page.keyboard.press('Control+Enter')
  await form(page, 'relocate').waitFor({ state: 'detached' })
  const seat = await as('dispatcher')
  const { matter } = await (await seat.request.get(`/api/matters/${one.id}`)).json() as { matter: { lon: number | null, township: string } }
  expect([matter.lon, matter.township]).toEqual([null, AREA])
  await seat.close()
  await context.close()
})

test('a caller who knows only the township is taken down with it, and the clerk there sees that only that is known', async () => {
  const STREET = '220302001'
  const { context: hotline, page: call } = await at('hotline', '/desk/intake', WIDE)
  const { name } = await (await hotline.request.get(`/api/areas/${STREET}`)).json() as { name: string }
  await call.locator('[data-field="text"] textarea:focus').fill('有一辆报废车，说不清在哪条街。')
  await call.locator('[data-act="find-place"]').click()
  await call.keyboard.type(name)
  await call.locator('.el-select-dropdown__item', { hasText: name }).filter({ visible: true }).first().click()
  await picture(call, 'desk-intake-township')
  await call.locator('[data-act="report"]').click()
  const id = (await call.locator('.receipt a').getAttribute('href'))?.split('/').at(-1) ?? ''
  await call.locator('[data-act="again"]:focus').waitFor()
  await call.keyboard.press('Enter')
  await call.locator('[data-field="text"] textarea:focus').waitFor()
  await hotline.close()
  const { context, page } = await at('dispatcher', '/desk/desks/triage/place', WIDE)
  await page.locator(`[data-matter="${id}"]`).click()
  await page.locator('.middle .over', { hasText: name }).waitFor()
  await page.waitForLoadState('networkidle')
  await picture(page, 'desk-triage-township')
  await context.close()
})
