/** Pictures of every page of every screen, to be looked at: `python -m tools.journeys screens`. */
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'

import { as, CITY, csrf, leave, ownPoint, picture, street } from './cast.ts'
import { DESKS } from './desk-pages.ts'

afterAll(leave)

type Lang = 'zh' | 'en'
type Mode = 'light' | 'dark'
type View = readonly [width: number, lang: Lang, mode: Mode]

const HEIGHTS: Record<number, number> = { 360: 760, 430: 900, 768: 1000, 1280: 800, 1920: 1080 }
const QUIET = 900
const ROAD = '/report/06013'
/** Every width with each language; and each app once in the dark. */
const EVERY: View[] = [360, 768, 1280, 1920].flatMap((width) => [[width, 'zh', 'light'], [width, 'en', 'light']] as const)
const PORTAL: View[] = [...EVERY, [360, 'en', 'dark'], [1280, 'zh', 'dark']]
const FIELD: View[] = [...EVERY, [360, 'en', 'dark']]
const DESK: View[] = [...EVERY, [1280, 'en', 'dark']]

const PLACE = { lon: 124.3210007, lat: 43.1579304, crs: 'cgcs2000' }
const SAID = { '06034': '楼下停着一辆没有牌照的废弃面包车，占了两个车位。', '06013': '路面塌了一块，骑车的人看不见。', '01037': '单元门口的路灯三天不亮。' }
let here: { latitude: number, longitude: number, accuracy: number }
let declined = ''

interface Reported { id: string, query_code: string }

async function reported(kind: string, text: string): Promise<Reported> {
  const answer = await fetch(`${CITY}/api/reports`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ kind, text, point: PLACE, contact: { name: '报告人', phone: '13900000000' }, channel: 'web' }),
  })
  return await answer.json() as Reported
}

/** Something lies at the desk of whoever accepts, and one report was not accepted. */
beforeAll(async () => {
  const worker = await as('grid_worker')
  here = await ownPoint(worker)
  for (const [kind, text] of Object.entries(SAID)) await reported(kind, text)
  const clerk = await as('dispatcher')
  const { id, query_code: code } = await reported('06034', '邻居家的青蛙叫得太吵。')
  const said = await clerk.request.post(`/api/matters/${id}/decline`, {
    data: { reason: 'not-found', remark: '到现场看过，没有看到。' },
    headers: { 'X-CSRFToken': await csrf(clerk), 'If-Match': '"3"', 'Idempotency-Key': crypto.randomUUID() },
  })
  if (!said.ok()) throw new Error(await said.text())
  declined = code
  await worker.close()
  await clerk.close()
})

function how([width, lang, mode]: View): BrowserContextOptions {
  return { locale: lang === 'zh' ? 'zh-CN' : 'en', colorScheme: mode, deviceScaleFactor: 1, viewport: { width, height: HEIGHTS[width] ?? 900 } }
}

/** The page once nothing more comes, told the language that the screens keep. */
async function open(context: BrowserContext, path: string, lang: Lang): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript((chosen) => { localStorage.setItem('gongzhi.lang', chosen) }, lang)
  await page.goto(path)
  await page.locator('h1, main, .panel').first().waitFor()
  await page.waitForTimeout(QUIET)
  return page
}

const shot = (page: Page, name: string, [width, lang, mode]: View) => picture(page, `${name}-${String(width)}-${lang}${mode === 'dark' ? '-dark' : ''}`)

async function portalPages(view: View) {
  const context = await street(how(view))
  const pages = { home: '/', login: '/login/', what: '/report', found: '/report?q=路灯', form: '/report/21001', danger: '/report/21004', family: '/report/23002', code: '/follow', open: '/open', guide: '/guide?area=220302001', asks: '/asks', lost: '/nowhere', live: '/live' }
  for (const [name, path] of Object.entries(pages)) {
    const page = await open(context, path, view[1])
    await shot(page, name === 'live' ? name : `portal-${name}`, view)
    await page.close()
  }
  await context.close()
}

async function portalReport(view: View) {
  const context = await street(how(view))
  const page = await open(context, ROAD, view[1])
  await page.locator('.send button').click()
  await page.locator('#errors').waitFor()
  await shot(page, 'portal-errors', view)
  await page.locator('#address').fill(view[1] === 'zh' ? '建民路 3 号门口' : '3 Jianmin Road')
  await page.locator('#text').fill(view[1] === 'zh' ? '路面有个大坑，下雨看不见' : 'A deep hole, unseen when it rains')
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  await shot(page, 'portal-receipt', view)
  await page.goto('/follow')
  await shot(page, 'portal-standing', view)
  await page.locator('#acts').scrollIntoViewIfNeeded()
  await page.locator('#withdraw summary').click()
  await shot(page, 'portal-acts', view)
  await context.addCookies([{ name: 'gongzhi_code', value: declined, url: `${CITY}/follow` }])
  await page.goto('/follow')
  await shot(page, 'portal-declined', view)
  await page.goto('/open')
  await page.locator('[data-island=map] button').click()
  await page.locator('[data-island=map] canvas').waitFor()
  await page.waitForTimeout(2 * QUIET)
  await shot(page, 'portal-map', view)
  await context.close()
}

test.each(PORTAL)('the portal at %i in %s, %s', async (...view) => {
  await portalPages(view)
  await portalReport(view)
})

test('the portal in large type and in the plain view', async () => {
  const view: View = [360, 'zh', 'light']
  const context = await street(how(view))
  const page = await open(context, '/', 'zh')
  await page.locator('.look [name=type]').click()
  await page.locator('.look [name=reading]').click()
  await shot(page, 'portal-large-home', view)
  await page.goto(ROAD)
  await shot(page, 'portal-large-form', view)
  await context.close()
})

test.each(FIELD)('the field phone at %i in %s, %s', async (...view) => {
  const context = await as('grid_worker', { ...how(view), hasTouch: true, isMobile: true, geolocation: here, permissions: ['geolocation'] })
  for (const name of ['todo', 'mine', 'messages', 'outbox', 'me']) {
    const page = await open(context, `/field/${name === 'todo' ? '' : name}`, view[1])
    await shot(page, `field-${name}`, view)
    await page.close()
  }
  const page = await open(context, '/field/report', view[1])
  const next = page.locator('.go .main')
  await next.click()
  await page.locator('.place h2').waitFor()
  await page.waitForTimeout(3 * QUIET)
  await shot(page, 'field-place', view)
  await next.click()
  await page.locator('.tile').first().waitFor()
  await shot(page, 'field-kinds', view)
  await page.locator('.tile').first().click()
  await page.locator('#text').fill(view[1] === 'zh' ? '路面有一个大坑，晚上危险' : 'A deep hole in the road')
  await shot(page, 'field-questions', view)
  await next.click()
  await page.waitForURL('**/mine')
  await page.locator('.list .stage').first().click()
  await page.waitForURL('**/matter/*')
  await page.waitForTimeout(2 * QUIET)
  await shot(page, 'field-matter', view)
  await context.close()
})

test.each(DESK)('the desk at %i in %s, %s', async (...view) => {
  for (const [name, role, path] of DESKS) {
    const context = await as(role, how(view))
    const page = await open(context, path, view[1])
    const row = page.locator('[data-matter]').first()
    if (await row.count()) {
      await row.click()
      await page.locator('.panel .number').first().waitFor()
      if (name === 'all') {
        const one = await open(context, `/desk/matters/${await row.getAttribute('data-matter') ?? ''}`, view[1])
        await one.waitForTimeout(2 * QUIET)
        await shot(one, 'desk-matter', view)
        await one.close()
      }
    }
    await page.waitForTimeout(2 * QUIET)
    await shot(page, `desk-${name}`, view)
    await context.close()
  }
})
