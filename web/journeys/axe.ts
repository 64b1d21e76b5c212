/** What axe-core finds serious or worse on a page, as it stands and in every view that somebody may have of it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What fades or changes its colour has come to its end; what turns for ever is let be. */
const still = (page: Page) => page.evaluate(async () => {
  const moving = document.getAnimations().filter((each) => each.playState === 'running' && Number.isFinite(Number(each.effect?.getComputedTiming().endTime)))
  await Promise.allSettled(moving.map((each) => each.finished))
})

export async function serious(page: Page): Promise<string[]> {
  await still(page)
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(source)
  const found = await page.evaluate(async () => (globalThis as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe.run({ resultTypes: ['violations'] }))
  return found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.help} – ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)
}

/** Words that stand out over the edge of the page to the side, in pixels. */
export const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

export interface View { width: number, mode: 'light' | 'dark', large: boolean }
type Views = Record<'zh' | 'en', readonly View[]>

/** Widths, languages, modes and letters so that each two of them meet on every page; `wide` only where one reads there. */
export const STREET_VIEWS: Views = {
  zh: [{ width: 360, mode: 'light', large: true }, { width: 768, mode: 'dark', large: false }, { width: 1280, mode: 'light', large: false }],
  en: [{ width: 360, mode: 'dark', large: false }, { width: 768, mode: 'light', large: true }, { width: 1280, mode: 'dark', large: true }],
}
export const PHONE_VIEWS: Views = {
  zh: [{ width: 360, mode: 'light', large: true }, { width: 430, mode: 'dark', large: false }],
  en: [{ width: 360, mode: 'dark', large: false }, { width: 430, mode: 'light', large: true }],
}

/** The same page resized and recoloured, not loaded again; afterwards it has its size again. */
export async function inEveryView(page: Page, name: string, views: readonly View[], more: (view: View) => Promise<void> = () => Promise.resolve()) {
  const before = page.viewportSize()
  for (const view of views) {
    await page.setViewportSize({ width: view.width, height: 800 })
    await page.emulateMedia({ colorScheme: view.mode })
    await page.evaluate((large) => { // as the server, or the app, marks it
      if (large) Object.assign(document.documentElement.dataset, { type: 'large', reading: 'on' })
      else for (const each of ['type', 'reading']) document.documentElement.removeAttribute(`data-${each}`)
    }, view.large)
    const where = `${name} ${JSON.stringify(view)}`
    expect(await serious(page), where).toEqual([])
    expect(await tooWide(page), where).toBeLessThanOrEqual(0)
    await more(view)
  }
  if (before) await page.setViewportSize(before)
}
