import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, leave, type Role } from './cast.ts'
import { dispatched, report } from './desk-hands.ts'
import { DESKS } from './desk-pages.ts'

afterAll(leave)

/** Every width, and each language in each mode: neither says anything new about the other. */
const VIEWS = [[1920, 'zh', 'dark'], [768, 'zh', 'light'], [1280, 'en', 'light'], [360, 'en', 'dark']] as const

/** Something lies on the desks. */
beforeAll(async () => {
  await report('车库出口停着一辆没有牌照的面包车。')
  await dispatched(await report('小区门口停着一辆报废轿车。'))
})

/** What runs out of the window to the right. */
const outside = (page: Page) => page.evaluate(() => [
  ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
  ...[...document.querySelectorAll('.bar > *, .rail > *, main .desk > *, .intake > *, .map-page')].filter((part) => part.getBoundingClientRect().right > innerWidth + 1).map((part) => part.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll('.panel, .part-list, .line')].filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => `inside of ${part.className}`),
])

async function seen(page: Page, [width, lang, mode]: typeof VIEWS[number]): Promise<string[]> {
  await page.setViewportSize({ width, height: width === 1920 ? 1080 : 900 })
  await page.emulateMedia({ colorScheme: mode })
  const other = page.locator('[data-act="lang"]')
  if ((await other.getAttribute('lang'))?.startsWith(lang)) await other.click()
  await page.locator(`[data-act="lang"]:not([lang^="${lang}"])`).waitFor()
  await page.evaluate(() => { // a colour on its way is no colour to be read by
    for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish()
  })
  return [...await outside(page), ...await serious(page)].map((fault) => `${width} ${lang} ${mode}: ${fault}`)
}

/** One window for each person is opened, and then only turned and resized. */
const people = [...new Set(DESKS.map(([, role]) => role))]

test.each(people)('the pages of %s hold nothing serious at any width, in either language, light and dark, and nothing runs out at the right', async (role: Role) => {
  const context = await as(role, { viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const faults: string[] = []
  for (const [name, , path] of DESKS.filter(([, who]) => who === role)) {
    await page.goto(path)
    await page.locator('.intake, .map-page canvas, .quiet, [data-matter]').first().waitFor()
    const row = page.locator('[data-matter]').first()
    if (await row.count()) {
      await row.click()
      await page.locator('.panel .number').first().waitFor()
    }
    for (const view of VIEWS) faults.push(...(await seen(page, view)).map((fault) => `${name} ${fault}`))
  }
  expect(faults).toEqual([])
  await context.close()
})
