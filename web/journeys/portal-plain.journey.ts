import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { leave, picture, STREET, street } from './cast.ts'

afterAll(leave)

async function report(page: Page) {
  await page.goto('/report')
  await page.locator('summary', { hasText: '脏乱' }).click()
  await page.locator('a', { hasText: '道路破损' }).first().click()
  await page.locator('#address').fill('建民路 3 号门口')
  await page.locator('#text').fill('路面有个大坑，下雨看不见')
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
}

test('somebody without scripts reports, follows, adds and withdraws on a phone', async () => {
  const context = await street({ ...STREET, javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/')
  await picture(page, 'portal-home-plain')
  await page.goto('/report/06013')
  await page.locator('.send button').click()
  await page.locator('#errors').waitFor()
  await picture(page, 'portal-errors-plain')
  await report(page)
  await picture(page, 'portal-receipt-plain')
  const code = await page.locator('#query-code').innerText()
  expect(page.url()).not.toContain(code.slice(0, 4))
  await page.locator('a', { hasText: '看进度' }).click()
  await page.locator('ol.way').waitFor()
  await picture(page, 'portal-standing-plain')
  await page.locator('#withdraw summary').click()
  await page.locator('#withdraw [name=withdraw-sure]').check()
  await page.locator('#withdraw button').click()
  expect(await page.locator('h1').innerText()).toBe('您已撤回')
  await page.locator('.leave button').click()
  expect(await page.content()).not.toContain(code)
  await context.close()
})
