import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { inEveryView, serious, STREET_VIEWS, tooWide } from './axe.ts'
import { as, leave, picture, street } from './cast.ts'

afterAll(leave)

/** A city that was kept has seen this journey before: each run asks under a name of its own. */
const TITLE = `社区路灯补充表${String(Date.now()).slice(-6)}`
/** In a month, as it is typed. */
const UNTIL = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
const ITEM = '路灯盏数'
const WHY = '年报截至去年底，今年新装的须补齐'

async function typedItem(page: Page, item: string) {
  const input = page.locator('[data-field="items"] input')
  await input.fill(item)
  await page.keyboard.press('Enter')
  await page.locator('[data-field="items"] li', { hasText: item }).waitFor()
}

/** What is on the page has nothing serious against it, nor runs out of it, at three widths. */
async function sound(page: Page, name: string) {
  for (const width of [360, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    expect(await serious(page), `${name} ${width}`).toEqual([])
    expect(await tooWide(page), `${name} ${width}`).toBeLessThanOrEqual(0)
    await picture(page, `${name}-${width}`)
  }
}

const card = (page: Page) => page.locator('article', { hasText: TITLE })

async function opened(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(path)
  return page
}

test('a clerk asks, sees what is there already, and gives the reason', async () => {
  const context = await as('handler')
  const page = await opened(context, '/desk/asks')
  await page.locator('[data-act="enter"]').click()
  await page.locator('[data-field="area"] strong').waitFor()
  await page.locator('[data-field="title"] input').fill(TITLE)
  await typedItem(page, `${ITEM}统计`)
  await page.locator('.entry .overlaps [data-why]').first().waitFor()
  await page.locator('[data-field="until"] input').fill(UNTIL)
  await page.keyboard.press('Enter')
  await page.locator('[data-field="purpose"] textarea').fill('补齐养护底数')
  await page.locator('[data-field="ground"] textarea').fill('《城市照明管理规定》第十八条')
  await page.locator('[data-act="send"]').click()
  await page.locator('.lacking').waitFor()
  await sound(page, 'asks-new')
  await page.locator('[data-field="once_more"] textarea').fill(WHY)
  await page.keyboard.press('Control+Enter')
  await page.locator('.done').waitFor()
  await card(page).waitFor()
  expect(await card(page).locator('[data-act="admit"]').count()).toBe(0)
  await context.close()
})

test('somebody of the same unit cannot admit it, the centre does, and the portal shows it with the reason', async () => {
  const own = await as('head')
  const theirs = await opened(own, '/desk/asks/waiting')
  await card(theirs).waitFor()
  expect(await card(theirs).locator('[data-act="admit"]').count()).toBe(0)
  await own.close()
  const passer = await street()
  expect(await (await opened(passer, '/asks')).locator('main').innerText()).not.toContain(TITLE)
  const centre = await as('supervisor')
  const page = await opened(centre, '/desk/asks/waiting')
  await card(page).locator('[data-act="admit"]').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('同意')
  await sound(page, 'asks-deciding')
  await card(page).locator('[data-act="decide"]').click()
  await page.locator('[data-standing="valid"]', { hasText: TITLE }).waitFor()
  await centre.close()
  const open = await opened(passer, '/asks')
  const shown = open.locator('article', { hasText: TITLE })
  expect(await shown.innerText()).toContain(WHY)
  await inEveryView(open, 'asks', STREET_VIEWS.zh, ({ width }) => picture(open, `portal-asks-${width}-zh`))
  await passer.close()
})

test('what the unit asked before is entered again from the old entry, and an interruption is told and mended', async () => {
  const context = await as('handler')
  const page = await context.newPage()
  await page.route('**/api/asks?*', (route) => route.abort())
  await page.goto('/desk/asks')
  await page.locator('.refused').waitFor()
  await page.unroute('**/api/asks?*')
  await page.getByRole('button', { name: '重试' }).click()
  await card(page).locator('[data-act="renew"]').click()
  await page.locator('.entry .overlaps [data-why="renewed"]').first().waitFor()
  expect(await page.locator('[data-field="title"] input').inputValue()).toBe(TITLE)
  expect(await page.locator('[data-field="until"] input').inputValue()).toBe('')
  await context.close()
})

test('nothing about persons is asked, whatever the reason', async () => {
  const context = await as('handler')
  const page = await opened(context, '/desk/asks/new')
  await page.locator('[data-field="area"] strong').waitFor()
  await page.locator('[data-field="title"] input').fill('住户手机号登记')
  await typedItem(page, '楼栋数')
  await page.locator('[data-field="until"] input').fill(UNTIL)
  await page.keyboard.press('Enter')
  await page.locator('[data-field="purpose"] textarea').fill('登记')
  await page.locator('[data-field="ground"] textarea').fill('无')
  await page.locator('[data-act="send"]').click()
  await page.locator('.refused', { hasText: '个人信息' }).waitFor()
  await context.close()
})

test('a grid worker sees what may be asked of them, and what has lapsed says that it need not be answered', async () => {
  const context = await as('grid_worker')
  const page = await opened(context, '/desk/asks')
  await page.locator('[data-tab="mine"][aria-current]').waitFor()
  await card(page).waitFor()
  await page.locator('[data-tab="lapsed"]').click()
  await page.locator('article[data-standing="lapsed"]', { hasText: '不用再填' }).first().waitFor()
  await sound(page, 'asks-lapsed')
  await page.locator('[data-act="lang"]').click()
  await page.getByRole('heading', { name: 'Register of asks' }).waitFor()
  await page.locator('[data-tab="valid"]').click()
  await card(page).locator('.standing', { hasText: 'valid' }).waitFor()
  await sound(page, 'asks-en')
  await context.close()
})

test('the page for everybody reads in English and without scripts', async () => {
  const context = await street({ locale: 'en', javaScriptEnabled: false })
  const page = await opened(context, '/')
  await page.locator('footer a[href="/asks"]').click()
  expect(await page.locator('h1').innerText()).toBe('What is asked of the grass roots')
  await picture(page, 'portal-asks-plain')
  await context.close()
  const reader = await street({ locale: 'en' })
  const there = await opened(reader, '/asks')
  await inEveryView(there, 'asks', STREET_VIEWS.en, ({ width }) => picture(there, `portal-asks-${width}-en`))
  await reader.close()
})
