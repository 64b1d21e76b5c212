import { fileURLToPath } from 'node:url'

import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, CITY, leave, picture, street } from './cast.ts'
import { report } from './desk-hands.ts'
import { give, whole } from './field-hands.ts'

afterAll(leave)

const PAGES = ['/', '/report', '/report/06013', '/report/23002', '/follow', '/open', '/guide', '/guide?area=220302001', '/asks', '/nowhere']

async function reader(how: object = {}) {
  return street({ viewport: { width: 1280, height: 800 }, ...how })
}

/** What has the focus: its id or name, its words, and whether one sees that it has it. */
function focused(page: Page) {
  return page.evaluate(() => {
    const it = document.activeElement as HTMLElement
    const style = getComputedStyle(it)
    const { width, height, top } = it.getBoundingClientRect()
    return {
      what: it.id || it.getAttribute('name') || '', words: it.textContent?.trim() ?? '', tag: it.tagName,
      seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && width > 1 && height > 1 && top >= 0 && top < innerHeight,
    }
  })
}

async function tabTo(page: Page, there: (now: Awaited<ReturnType<typeof focused>>) => boolean) {
  for (let left = 80; left; left -= 1) {
    await page.keyboard.press('Tab')
    const now = await focused(page)
    expect(now.seen, `${now.tag} ${now.what} ${now.words}`).toBe(true)
    if (there(now)) return
  }
  throw new Error('never reached by the keyboard')
}

test.each([true, false])('somebody without a mouse reports, and sees at each step where they are, scripts: %s', async (javaScriptEnabled) => {
  const context = await reader({ javaScriptEnabled: true })
  if (!javaScriptEnabled) await context.route(/\.js$/, (route) => route.abort()) // the walker itself needs to look
  const page = await context.newPage()
  await page.goto('/report/06013')
  await page.keyboard.press('Tab')
  expect((await focused(page)).words).toBe('跳到正文')
  await page.keyboard.press('Enter')
  await tabTo(page, ({ what }) => what === 'address')
  await page.keyboard.type('建民路 3 号门口')
  await tabTo(page, ({ what }) => what === 'text')
  await page.keyboard.type('路面有个大坑')
  await tabTo(page, ({ words, tag }) => tag === 'BUTTON' && words === '报上去')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/follow/receipt*')
  await context.close()
})

test('somebody who hears the page learns at once what is missing, what was taken, and where the report stands', async () => {
  const asked = await report('路灯杆上能不能挂个垃圾袋箱？', { kind: '27003', contact: undefined })
  const clerk = await as('dispatcher')
  const { matter } = await whole(clerk, asked.id)
  await give(clerk, `/api/matters/${asked.id}/answer_directly`, { answer: '下周试装。' }, matter.version)
  await clerk.close()
  const context = await reader()
  const page = await context.newPage()
  await page.goto('/follow')
  await page.locator('#code').fill('ABCD')
  await page.keyboard.press('Enter')
  await page.locator('#code-error').waitFor()
  expect(await page.title()).toMatch(/^还差一点/)
  expect((await focused(page)).what).toBe('code')
  await page.keyboard.press('Control+A')
  await page.keyboard.type(asked.query_code)
  await page.keyboard.press('Enter')
  await page.locator('.way').waitFor()
  expect(await page.title()).toMatch(/^办结 · 查进度/)
  expect(await page.locator('.way li').allInnerTexts()).toEqual(['已报上来', '办结'])
  await page.locator('#rate button').focus()
  await page.keyboard.press('Enter')
  await page.locator('#rate-error').waitFor()
  expect(await page.title()).toMatch(/^还差一点/)
  await expect.poll(async () => (await focused(page)).what).toBe('rate-error')
  await tabTo(page, ({ what }) => what === 'rate-solved')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, ({ what }) => what === 'rate-satisfied')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, ({ words, tag }) => tag === 'BUTTON' && words === '提交评价')
  await page.keyboard.press('Enter')
  await page.locator('[role=status]', { hasText: '已收到您的评价' }).waitFor()
  expect(await page.title()).toMatch(/^已收到您的评价/)
  await tabTo(page, ({ words, tag }) => tag === 'A' && words === '没解决，要求重办')
  await page.keyboard.press('Enter')
  await tabTo(page, ({ what }) => what === 'reopen-remark')
  await page.keyboard.type('还是没有装')
  await tabTo(page, ({ words, tag }) => tag === 'BUTTON' && words === '要求重办')
  await page.keyboard.press('Enter')
  await page.locator('[role=status]', { hasText: '这件事重新办理' }).waitFor()
  await context.close()
})

test('what was found stands where the page opens, and a photo that is taken away leaves one where one was', async () => {
  const context = await reader()
  const page = await context.newPage()
  await page.goto('/report')
  await page.locator('#q').fill('路灯')
  await page.keyboard.press('Enter')
  await page.locator('#found').waitFor()
  expect(await page.title()).toMatch(/^路灯 · 像是这些/)
  await expect.poll(async () => (await focused(page)).what).toBe('found')
  await tabTo(page, ({ words }) => words === '路灯异常')
  await page.keyboard.press('Enter')
  await page.locator('#photos').waitFor()
  await page.setInputFiles('#photos', fileURLToPath(new URL('../apps/field/public/icon-192.png', import.meta.url)))
  await page.getByRole('button', { name: '去掉 icon-192.png' }).press('Enter')
  expect((await focused(page)).what).toBe('photos')
  await context.close()
})

test('the key of a line shows what is near by; it neither sends a report half written nor changes the letters', async () => {
  const context = await reader()
  const page = await context.newPage()
  await page.goto('/report/06013')
  await page.locator('#address').fill('建民路 3 号门口')
  await page.locator('#address').press('Enter')
  await page.locator('#near [role=status], #near legend').waitFor()
  expect(await page.locator('#address').inputValue()).toBe('建民路 3 号门口')
  expect(await page.locator('html').getAttribute('data-type')).toBeNull()
  await context.close()
})

test('every page holds nothing serious against it with the colours of the machine', async () => {
  const context = await reader({ forcedColors: 'active' })
  const page = await context.newPage()
  for (const path of PAGES) {
    await page.goto(path)
    expect(await serious(page), path).toEqual([])
    if (path === '/' || path === '/report/06013') await picture(page, `portal-forced${path.replaceAll('/', '-')}`)
  }
  await context.close()
})

test('letters and lines set wider apart are neither cut off nor lead sideways', async () => {
  const context = await reader({ viewport: { width: 360, height: 760 } })
  const page = await context.newPage()
  for (const path of PAGES) {
    await page.goto(path)
    const cut = await page.evaluate(() => {
      for (const each of document.querySelectorAll<HTMLElement>('body *')) Object.assign(each.style, { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' })
      const narrow = [...document.querySelectorAll<HTMLElement>('main *, header *, footer *')]
        .filter((each) => !each.closest('.unseen, .what, [hidden], select') && getComputedStyle(each).overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1)
      return [document.documentElement.scrollWidth - document.documentElement.clientWidth, ...narrow.map((each) => each.className)]
    })
    expect(cut, path).toEqual([0])
  }
  await context.close()
})

test.each([['zh-CN', true], ['zh-CN', false], ['en', true], ['en', false]])('in large letters the head leaves a phone its page, in %s, scripts: %s', async (locale, scripts) => {
  const context = await reader({ viewport: { width: 360, height: 640 }, locale })
  await context.addCookies([{ name: 'gongzhi_type', value: 'large', url: CITY }])
  if (!scripts) await context.route(/\.js$/, (route) => route.abort())
  const page = await context.newPage()
  for (const path of ['/', '/report/06013', '/open']) {
    await page.goto(path)
    const head = await page.evaluate(() => ({
      height: document.querySelector('.top')?.getBoundingClientRect().height,
      small: [...document.querySelectorAll<HTMLElement>('.top a, .look button:not(.unseen)')]
        .filter((each) => each.getBoundingClientRect().height < 44 || each.getBoundingClientRect().width < 24).map((each) => each.innerText),
    }))
    expect(head.height, path).toBeLessThanOrEqual(128) // a fifth of the screen
    expect(head.small, path).toEqual([])
    expect(await serious(page), path).toEqual([])
    if (path === '/') await picture(page, `portal-large-head-360-${locale.slice(0, 2)}`)
  }
  await context.close()
})
