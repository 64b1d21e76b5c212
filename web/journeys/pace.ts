/** How long the page was deaf to whoever uses it: its longest task, while something is done to it. */
import { writeFileSync } from 'node:fs'

import type { Page } from 'playwright-core'

/** Milliseconds of the longest task, and of the processor's work in the one that worked longest: the rest it waited, as for
 *  a picture that is drawn elsewhere. `tasks`: how many took 50 ms and more, from where on a browser calls them long. */
export interface Pace { longest: number, worked: number, tasks: number, seconds: number }

interface Traced { name: string, pid: number, tid: number, dur?: number, tdur?: number }
const [TASK, HERE, LONG] = ['ThreadControllerImpl::RunTask', 'paced here', 50]

/** Do `work` to the page, and tell how long its main thread was held up meanwhile, as the browser traced it. */
export async function paceOf(page: Page, work: () => Promise<void>): Promise<Pace> {
  const browser = page.context().browser()
  if (!browser) throw new Error('only what runs in a browser of its own is traced')
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] })
  const begun = Date.now()
  await page.evaluate((mark) => { performance.mark(mark) }, HERE)
  await work()
  const seconds = (Date.now() - begun) / 1000
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] }
  const here = traceEvents.find(({ name }) => name === HERE)
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === TASK && pid === here?.pid && tid === here.tid)
  if (!tasks.length) throw new Error('the browser traced no task of the page')
  const most = (microseconds: (number | undefined)[]) => Math.round(microseconds.reduce<number>((one, other) => Math.max(one, other ?? 0), 0) / 1000)
  return {
    longest: most(tasks.map(({ dur }) => dur)), worked: most(tasks.map(({ tdur }) => tdur)),
    tasks: tasks.filter(({ dur }) => (dur ?? 0) >= LONG * 1000).length, seconds,
  }
}

/** Pan to and fro and come nearer and go away again, as with a mouse. */
export async function roam(page: Page, at: { x: number, y: number }) {
  for (const zoom of [-300, -300, -300, -300, 0, 300, 300, 300]) {
    await page.mouse.move(at.x, at.y)
    if (zoom) await page.mouse.wheel(0, zoom)
    await page.waitForTimeout(400)
    for (const [x, y] of [[-260, 90], [220, -120]] as const) {
      await page.mouse.move(at.x, at.y)
      await page.mouse.down()
      await page.mouse.move(at.x + x, at.y + y, { steps: 12 })
      await page.mouse.up()
      await page.waitForTimeout(250)
    }
  }
}

/** The value that so many of a hundred do not exceed. */
export function percentile(values: readonly number[], of: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of / 100))] ?? 0)
}

/** What was measured is told to whoever started the journeys, and to the reader. */
export function tell(figures: object) {
  const said = JSON.stringify(figures, null, 1)
  process.stdout.write(`${said}\n`)
  const file = process.env['GONGZHI_FIGURES']
  if (file) writeFileSync(file, said)
}
