import { gzipSync } from 'node:zlib'

import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { inEveryView, serious, STREET_VIEWS, tooWide } from './axe.ts'
import { leave, picture, STREET, street } from './cast.ts'

afterAll(leave)

const MOST = 120 * 1024
const PAGES = ['/', '/report', '/report/06013', '/report/21001', '/report/23002', '/report/unsorted', '/follow', '/open', '/guide', '/asks']
const HERE = { latitude: 43.17, longitude: 124.35, accuracy: 20 }

async function sent(page: Page): Promise<string> {
  await page.goto('/report/06013')
  await page.locator('#address').fill('建民路 3 号门口')
  await page.locator('#text').fill('路面有个大坑')
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  return page.locator('#query-code').innerText()
}

test('the scripts of a first load are at most 120 kB, and no page complains', async () => {
  for (const path of PAGES) {
    const context = await street()
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
    const sizes: Promise<number>[] = []
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) sizes.push(response.body().then((body) => gzipSync(body).length))
    })
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(total, path).toBeLessThan(MOST)
    expect(total, path).toBeGreaterThan(500)
    expect(complaints, path).toEqual([])
    await context.close()
  }
})

test.each(['zh', 'en'] as const)('axe-core finds nothing serious on any page at any width, in any mode and size of letters, %s', async (lang) => {
  const context = await street({ locale: lang === 'zh' ? 'zh-CN' : 'en' })
  const page = await context.newPage()
  const look = (name: string) => inEveryView(page, name, STREET_VIEWS[lang])
  for (const path of [...PAGES, '/guide?area=220302001', '/nowhere']) {
    await page.goto(path)
    await look(path)
  }
  await sent(page)
  await look('receipt')
  await page.goto('/follow')
  await look('standing')
  await page.goto('/report/06013')
  await page.locator('.send button').click()
  await page.locator('#errors').waitFor()
  await look('errors')
  await context.close()
})

test('every page is read at 400 % and in large type without scrolling sideways', async () => {
  const context = await street({ ...STREET, viewport: { width: 320, height: 640 } })
  const page = await context.newPage()
  await page.goto('/')
  await page.locator('.look button[name=type]').click()
  expect(await page.locator('html').getAttribute('data-type')).toBe('large')
  await sent(page)
  for (const path of [...PAGES, '/follow/receipt']) {
    await page.goto(path)
    expect(await tooWide(page), path).toBeLessThanOrEqual(0)
  }
  await context.close()
})

test('a telephone tells its place, shows what is known near by, and sends photos while one writes', async () => {
  const context = await street({ ...STREET, geolocation: HERE, permissions: ['geolocation'] })
  const page = await context.newPage()
  await page.goto('/report/06013')
  await page.locator('[data-island=locate] button').first().click()
  await page.locator('[data-island=locate] [role=status]', { hasText: '±20' }).waitFor()
  await page.setInputFiles('#photos', { name: 'hole.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await page.locator('.photos span', { hasText: '已传好' }).waitFor()
  await page.locator('#text').fill('路面有个大坑')
  await picture(page, 'portal-report-photo')
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  await page.goto('/report/06013')
  await page.locator('[data-island=locate] button').first().click()
  await page.locator('#near legend').waitFor()
  await page.locator('#near .tick').first().click()
  await picture(page, 'portal-near')
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  await context.close()
})

test('who asks which counter is nearest has them sorted in the telephone, and the place goes nowhere', async () => {
  const context = await street({ ...STREET, geolocation: HERE, permissions: ['geolocation'] })
  const page = await context.newPage()
  await page.goto('/guide')
  await page.locator('.near-me summary').click()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.locator('.near-me button').click()
  await page.locator('.near-me [role=status]', { hasText: '没有离开手机' }).waitFor()
  const far = (await page.locator('.near-me .far').allTextContents()).map((each) => parseFloat(each))
  expect(far.length).toBeGreaterThan(3)
  expect(far).toEqual([...far].sort((a, b) => a - b))
  expect(asked).toEqual([])
  await inEveryView(page, 'nearest', STREET_VIEWS.zh)
  await page.locator('.near-me').scrollIntoViewIfNeeded()
  await picture(page, 'portal-nearest')
  await context.close()
})

test('a photo whose sending is cut off goes on and is there in the end', async () => {
  const context = await street()
  const page = await context.newPage()
  let cut = 1
  await page.route('**/api/uploads/*?offset=*', (route) => (cut-- > 0 ? route.abort() : route.continue()))
  await page.goto('/report/unsorted')
  await page.locator('#address').fill('建民路')
  await page.setInputFiles('#photos', { name: 'hole.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await page.locator('.photos li').waitFor() // before the script is there the form itself takes the photo
  await page.locator('.send button').click() // at once: the form waits for the photo
  await page.waitForURL('**/follow/receipt')
  expect(cut).toBeLessThan(0)
  await context.close()
})

test('the square of a receipt opens the report and leaves the code in no address', async () => {
  const context = await street()
  const page = await context.newPage()
  const code = await sent(page)
  const other = await (await street()).newPage()
  await other.goto(`/follow#${code}`)
  await other.locator('ol.way').waitFor()
  expect(other.url()).not.toContain(code)
  await other.context().close()
  await context.close()
})

test('the map comes when it is asked for, and a place is chosen on it', async () => {
  const context = await street()
  const page = await context.newPage()
  await page.goto('/open')
  await page.locator('[data-island=map] button').click()
  await page.locator('[data-island=map] canvas').waitFor()
  await page.waitForLoadState('networkidle')
  await picture(page, 'portal-map')
  expect(await serious(page)).toEqual([])
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  await page.goto('/report/06013')
  await page.locator('[data-island=locate] button').nth(1).click()
  const canvas = page.locator('[data-island=locate] canvas')
  await canvas.waitFor()
  await page.waitForLoadState('networkidle')
  await canvas.click()
  await page.locator('[data-island=locate] [role=status]', { hasText: '已定位' }).waitFor()
  await picture(page, 'portal-pick')
  expect(Number(await page.locator('[name=lat]').inputValue())).toBeGreaterThan(40)
  await context.close()
})
