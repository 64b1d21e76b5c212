/** How long the page was deaf to whoever uses it: its longest task, while something is done to it. */
import { writeFileSync } from 'node:fs'

import type { Page } from 'playwright-core'

/** Milliseconds; 0 where no task took 50, which is as fine as a browser tells. */
export interface Pace { longest: number, tasks: number, seconds: number }

interface Watched { tasks: number[] }

/** Do `work` to the page, and tell the longest task of its main thread meanwhile. */
export async function paceOf(page: Page, work: () => Promise<void>): Promise<Pace> {
  await page.evaluate(() => {
    const watched: Watched = { tasks: [] }
    const seen = new PerformanceObserver((list) => { watched.tasks.push(...list.getEntries().map((entry) => entry.duration)) })
    seen.observe({ entryTypes: ['longtask'] })
    Object.assign(globalThis, { watched, seen })
  })
  const begun = Date.now()
  await work()
  const tasks = await page.evaluate(() => {
    const { watched, seen } = globalThis as unknown as { watched: Watched, seen: PerformanceObserver }
    watched.tasks.push(...seen.takeRecords().map((entry) => entry.duration))
    seen.disconnect()
    return watched.tasks
  })
  return { longest: Math.round(Math.max(0, ...tasks)), tasks: tasks.length, seconds: (Date.now() - begun) / 1000 }
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
