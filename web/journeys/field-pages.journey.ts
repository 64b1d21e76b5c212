import { fileURLToPath } from 'node:url'

import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { inEveryView, PHONE_VIEWS } from './axe.ts'
import { as, leave, ownPoint, picture } from './cast.ts'

const GROUND = { hasTouch: true, isMobile: true, deviceScaleFactor: 1, permissions: ['geolocation'] }

const PICTURE = fileURLToPath(new URL('../apps/field/public/icon-512.png', import.meta.url))
const PLACES = ['', 'report', 'mine', 'messages', 'outbox', 'me'] as const
/** Pixels that a thumb in a glove hits. */
const TOUCH = 48
let context: BrowserContext
const errors: string[] = []

beforeAll(async () => {
  context = await as('grid_worker', { viewport: { width: 360, height: 740 }, ...GROUND })
  await context.setGeolocation(await ownPoint(context))
})
afterAll(async () => { await context.close(); await leave() })

async function opened(path: string, lang: string, width: number): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
  await page.setViewportSize({ width, height: 740 })
  await page.addInitScript((chosen) => localStorage.setItem('gongzhi.lang', chosen), lang)
  await page.goto(`/field/${path}`)
  await page.locator('h1').waitFor()
  await page.waitForTimeout(600)
  return page
}

/** What is to be pressed and is smaller than a thumb. */
async function small(page: Page): Promise<string[]> {
  return page.evaluate((least) => [...document.querySelectorAll<HTMLElement>('button, a, input:not([type=file]), select, textarea, summary, label.button')].filter((one) => !one.closest('.maplibregl-map')).flatMap((one) => {
    const { width, height } = one.getBoundingClientRect()
    return width > 0 && (height < least || width < least) ? [`${one.outerHTML.slice(0, 120)} ${Math.round(width)}×${Math.round(height)}`] : []
  }), TOUCH)
}

/** Nothing serious in any view, and everything that is pressed as large as a thumb. */
async function look(page: Page, name: string, lang: 'zh' | 'en') {
  await inEveryView(page, name, PHONE_VIEWS[lang], async ({ width, mode, large }) => {
    await picture(page, `field-${name}-${lang}-${width}${mode === 'dark' ? '-dark' : ''}${large ? '-large' : ''}`)
    expect(await small(page), name).toEqual([])
  })
}

test.each(['zh', 'en'] as const)('every page holds nothing serious against it at any width, in any mode and size of letters, %s', async (lang) => {
  const page = await opened('', lang, 360)
  for (const path of PLACES) {
    await page.goto(`/field/${path}`)
    await page.locator('h1').waitFor()
    await page.waitForTimeout(600)
    await look(page, path || 'todo', lang)
  }
  await page.close()
  expect(errors).toEqual([])
})

test.each([['zh', 360], ['en', 430]] as const)('a report of a known kind takes three steps and few presses in %s', async (lang, width) => {
  const page = await opened('report', lang, width)
  const main = page.locator('.go .main')
  await main.click()
  await page.locator('.place h2').waitFor()
  await page.waitForTimeout(2500) // the map draws itself
  await look(page, 'place', lang)
  await main.click()
  await look(page, 'kind', lang)
  await page.locator('.tile').first().click()
  await page.locator('#text').fill(lang === 'zh' ? '路面有一个大坑，晚上危险' : 'A deep hole in the road')
  await look(page, 'questions', lang)
  await main.click()
  await page.waitForURL('**/mine')
  await page.locator('.list a[href$="/outbox"]').waitFor({ state: 'detached' })
  await page.locator('.mine .stage').first().waitFor()
  await picture(page, `field-mine-sent-${lang}-${width}`)
  await page.locator('.mine a').first().click()
  await page.locator('.lines li').first().waitFor()
  await look(page, 'matter', lang)
  await page.locator('main .row button').last().click() // add something, with a picture
  await page.locator('#remark').fill(lang === 'zh' ? '已放锥桶' : 'Cones are there now')
  await page.locator('input[type=file]').first().setInputFiles(PICTURE)
  await page.locator('figure img').waitFor()
  await look(page, 'add', lang)
  await page.locator('form .main[type=submit]').click()
  await page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('main .photos img')].some((image) => image.naturalWidth > 0))
  await page.close()
  expect(errors.filter((error) => !error.includes('404'))).toEqual([]) // a picture is named before it has arrived
})

test('a photo leaves the phone without what the camera wrote into it', async () => {
  const page = await opened('report', 'zh', 360)
  const taken = await page.evaluate(async () => {
    const blob = await new Promise<Blob | null>((done) => Object.assign(document.createElement('canvas'), { width: 60, height: 40 }).toBlob(done, 'image/jpeg'))
    return [...new Uint8Array(await (blob as Blob).arrayBuffer())]
  })
  const written = new TextEncoder().encode('Exif\0\0 43.16393 N 124.31503 E')
  const camera = Buffer.from([...taken.slice(0, 2), 0xff, 0xe1, 0, written.length + 2, ...written, ...taken.slice(2)])
  await page.locator('input[type=file]').first().setInputFiles({ name: 'camera.jpg', mimeType: 'image/jpeg', buffer: camera })
  await page.locator('figure img').waitFor()
  await page.waitForTimeout(300)
  const kept = await page.evaluate(async () => {
    const { store } = (globalThis as unknown as { gongzhi: { outbox: { store: { note: (name: string) => Promise<{ photos: string[] }>, blob: (digest: string) => Promise<{ bytes: ArrayBuffer }> } } } }).gongzhi.outbox
    const { photos } = await store.note('draft')
    return Promise.all(photos.map(async (digest) => new TextDecoder('latin1').decode((await store.blob(digest)).bytes)))
  })
  expect(camera.toString('latin1')).toContain('43.16393')
  expect(kept).toHaveLength(1)
  expect(kept[0]).not.toMatch(/Exif|43\.16393/)
  await page.locator('figure button').click()
  await page.close()
})
