import { Buffer } from 'node:buffer'

import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { leave, picture, STREET, street } from './cast.ts'

afterAll(leave)

const MEGABYTE = 1024 * 1024

async function write(page: Page) {
  await page.goto('/report/06013')
  await page.locator('#address').fill('建民路 3 号门口')
  await page.locator('#text').fill('路面有个大坑')
  await page.locator('#phone').fill('13900001111')
}

async function typed(page: Page): Promise<string[]> {
  return Promise.all(['#address', '#text', '#phone'].map((each) => page.locator(each).inputValue()))
}

const ALL = ['建民路 3 号门口', '路面有个大坑', '13900001111']

test.each([true, false])('language and letters change in the middle of a form, scripts: %s', async (javaScriptEnabled) => {
  const context = await street({ ...STREET, javaScriptEnabled })
  const page = await context.newPage()
  await write(page)
  await page.locator('.look button[name=lang]').click()
  await page.locator('html[lang=en]').waitFor()
  expect(await typed(page)).toEqual(ALL)
  await page.locator('.look button[name=type]').click()
  await page.locator('html[data-type=large]').waitFor()
  expect(await typed(page)).toEqual(ALL)
  await context.close()
})

test('photos too large for one sending come back as a page with everything typed, without scripts', async () => {
  const context = await street({ ...STREET, javaScriptEnabled: false })
  const page = await context.newPage()
  await write(page)
  await page.setInputFiles('#photos', [1, 2, 3].map((place) => ({ name: `${place}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.alloc(9 * MEGABYTE) })))
  await page.locator('.send button').click()
  await page.locator('#errors', { hasText: '请少选几张照片' }).waitFor()
  await picture(page, 'portal-too-large')
  expect(await typed(page)).toEqual(ALL)
  await context.close()
})

test('a page lost on the way brings back what was typed and the same report, but no number to reach anybody', async () => {
  const context = await street()
  const page = await context.newPage()
  await write(page)
  const id = await page.locator('[name=id]').inputValue()
  await context.setOffline(true)
  await page.locator('.send button').click()
  await page.waitForURL((url) => url.protocol === 'chrome-error:')
  await context.setOffline(false)
  await page.goto('/report/06013')
  expect(await typed(page)).toEqual(['建民路 3 号门口', '路面有个大坑', ''])
  expect(await page.locator('[name=id]').inputValue()).toBe(id)
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  await page.goto('/report/06013')
  expect(await typed(page)).toEqual(['', '', ''])
  await page.goto('/report/23002')
  await page.locator('#text').fill('家里的事')
  await page.locator('#address').fill('建民路')
  await page.reload()
  expect(await page.locator('#text').inputValue()).toBe('')
  await context.close()
})
