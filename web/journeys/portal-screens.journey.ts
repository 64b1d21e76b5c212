import { afterAll, test } from 'vitest'

import { CITY, leave, picture, theBrowser } from './cast.ts'

afterAll(leave)

const PAGES = { home: '/', what: '/report', report: '/report/21001', open: '/open', guide: '/guide' }

/** Pictures of the main pages, to be looked at: a telephone, a tablet, a desk; both languages; light and dark. */
test.each([
  [360, 'zh-CN', 'light'], [360, 'en', 'dark'], [768, 'en', 'light'], [768, 'zh-CN', 'dark'], [1280, 'zh-CN', 'light'], [1280, 'en', 'dark'],
] as const)('at %d in %s, %s', async (width, locale, colorScheme) => {
  const context = await (await theBrowser()).newContext({ locale, colorScheme, baseURL: CITY, viewport: { width, height: Math.min(900, width * 2) } })
  const page = await context.newPage()
  const named = (name: string) => `portal-${name}-${width}-${locale.slice(0, 2)}-${colorScheme}`
  for (const [name, path] of Object.entries(PAGES)) {
    await page.goto(path)
    await picture(page, named(name))
  }
  await page.goto('/report/06013')
  await page.locator('#address').fill(locale === 'en' ? '3 Jianmin Road' : '建民路 3 号门口')
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  await picture(page, named('receipt'))
  await page.goto('/follow')
  await picture(page, named('standing'))
  await context.close()
})
