import { Buffer } from 'node:buffer'
import { fileURLToPath } from 'node:url'

import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { as, leave, picture, STREET, street } from './cast.ts'
import { whole } from './field-hands.ts'

afterAll(leave)

const PICTURE = fileURLToPath(new URL('../apps/field/public/icon-512.png', import.meta.url))
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

test('a page that goes away in the middle of a word brings it back with the photo, and says what was not kept', async () => {
  const context = await street({ ...STREET, viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto('/report/06013')
  await page.locator('#phone').fill('13900001111')
  await page.locator('#text').click()
  await page.keyboard.type('路面有个大坑，')
  await page.setInputFiles('#photos', PICTURE)
  await page.locator('.photos [role=status]', { hasText: '已传好' }).waitFor()
  await page.locator('#text').click()
  await page.keyboard.press('End')
  await page.keyboard.type('昨天有人摔')
  await page.reload()
  expect(await typed(page)).toEqual(['', '路面有个大坑，昨天有人摔', ''])
  await page.locator('form > .note', { hasText: '您刚才写的还在' }).waitFor()
  await page.locator('.note', { hasText: '称呼和电话不存' }).scrollIntoViewIfNeeded()
  await picture(page, 'portal-brought-back')
  await page.setInputFiles('#photos', fileURLToPath(new URL('../apps/field/public/icon-192.png', import.meta.url)))
  await page.locator('.photos [role=status]', { hasText: '已传好' }).waitFor()
  await page.locator('#address').fill('建民路 3 号门口')
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  const number = await page.locator('.slip dd').nth(1).innerText()
  const hotline = await as('hotline') // sees what has no point yet
  const { rows: [found] } = await (await hotline.request.get(`/api/matters?text=${number}`)).json() as { rows: { id: string }[] }
  expect((await whole(hotline, found?.id ?? '')).files).toHaveLength(2)
  await hotline.close()
  await context.close()
})

test('whoever comes back to a report that was not taken finds it as it was written, and may begin anew', async () => {
  const context = await street()
  const page = await context.newPage()
  await write(page)
  await page.locator('#address').fill('')
  await page.locator('.send button').click()
  await page.locator('#errors').waitFor()
  await page.locator('#text').fill('路面有个大坑，在公交站前面')
  await page.locator('nav a[href="/guide"]').click()
  await page.waitForURL('**/guide')
  await page.goBack()
  await page.locator('#text').waitFor()
  expect((await typed(page)).slice(0, 2)).toEqual(['', '路面有个大坑，在公交站前面'])
  await page.getByRole('button', { name: '不要了，重新写' }).click()
  await expect.poll(() => page.locator('#text').inputValue()).toBe('')
  expect(await page.locator('form > .note').count()).toBe(0)
  await context.close()
})
