import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { as, leave } from './cast.ts'
import { paceOf, percentile, roam, tell, type Pace } from './pace.ts'

const figures: { list?: Pace & { rows: number, drawn: number, matters: number }, first?: { n: number, p50: number, p95: number }, map?: Pace & { asked: number }, empty?: Pace } = {}
afterAll(async () => {
  tell(figures)
  await leave()
})

const WIDE = { viewport: { width: 1440, height: 900 } }
/** Rows that a list 900 px high may draw: those in sight, and some beyond either edge. */
const DRAWN = 900 / 40 + 2 * 8
/** Turns of the wheel, each of about two screens. */
const TURNS = 60
const ROUNDS = 30
const LONG = 600_000

const rows = (page: Page) => page.locator('.box').evaluate((box) => ({
  drawn: box.querySelectorAll('[data-matter]').length, high: Math.round((box.querySelector('.all') as HTMLElement).offsetHeight / 40),
}))

/** What takes minutes is walked where somebody asks for the figures: `python -m bench.screens`. */
const measured = test.skipIf(!process.env['GONGZHI_FIGURES'])

test('however far one scrolls, only the rows in sight are drawn, and more come by themselves', { timeout: LONG }, async () => {
  const context = await as('duty_commander', WIDE)
  const page = await context.newPage()
  await page.goto('/desk/desks/all')
  await page.locator('[data-matter]').first().waitFor()
  const { total } = await (await context.request.get('/api/matters')).json() as { total: number }
  const box = await page.locator('.box').boundingBox()
  await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300)
  let drawn = 0
  const pace = await paceOf(page, async () => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      await page.mouse.wheel(0, 1600)
      await page.waitForTimeout(60)
      drawn = Math.max(drawn, (await rows(page)).drawn)
    }
  })
  const { high } = await rows(page)
  figures.list = { ...pace, rows: high, drawn, matters: total }
  expect(drawn).toBeGreaterThan(10)
  expect(drawn).toBeLessThanOrEqual(DRAWN)
  expect(high).toBeGreaterThanOrEqual(Math.min(total, 250))
  await context.close()
})

measured('going to another list shows its first rows', { timeout: LONG }, async () => {
  const context = await as('duty_commander', WIDE)
  const page = await context.newPage()
  await page.goto('/desk/desks/all')
  await page.locator('[data-matter]').first().waitFor()
  const taken: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const [begun, queue] = [performance.now(), round % 2 ? 'all' : 'due']
    await Promise.all([page.waitForResponse((answer) => answer.url().includes('/api/matters?') && answer.ok()), page.locator(`.head nav a[href$="/desks/all/${queue}"]`).click()])
    await page.locator('[data-matter]').first().waitFor()
    taken.push(performance.now() - begun)
  }
  figures.first = { n: ROUNDS, p50: percentile(taken, 50), p95: percentile(taken, 95) }
  expect(taken).toHaveLength(ROUNDS)
  await context.close()
})

measured('a map of all areas and matters is panned and zoomed beside one that holds nothing', { timeout: LONG }, async () => {
  const context = await as('duty_commander', WIDE)
  const page = await context.newPage()
  const at = { x: 760, y: 480 }
  await page.route('**/api/tiles/**', (route) => route.fulfill({ status: 204 }))
  await page.goto('/desk/map')
  await page.locator('canvas').waitFor()
  await page.waitForTimeout(1500)
  figures.empty = await paceOf(page, () => roam(page, at))
  await page.unroute('**/api/tiles/**')
  let asked = 0
  page.on('response', (answer) => { if (answer.url().includes('/api/tiles/') && answer.ok()) asked += 1 })
  await page.goto('/desk/map')
  await page.locator('canvas').waitFor()
  await page.waitForResponse((answer) => answer.url().includes('/tiles/matters/') && answer.ok())
  await page.waitForTimeout(1500)
  figures.map = { ...await paceOf(page, () => roam(page, at)), asked }
  expect(asked).toBeGreaterThan(10)
  await context.close()
})
