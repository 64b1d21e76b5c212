import { serious } from './axe.ts'
import { afterAll, expect, test } from 'vitest'

import { as, leave, picture } from './cast.ts'

afterAll(leave)

test('a dispatcher sees the desks of the post, the mark of the account, and both languages and modes', async () => {
  const context = await as('dispatcher', { viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto('/desk/')
  await page.waitForURL(/desks\/triage/)
  await page.locator('[data-matter], .quiet').first().waitFor()
  const desks = await page.locator('.rail [data-desk]').evaluateAll((links) => links.map((link) => link.getAttribute('data-desk')))
  expect(desks).toEqual(expect.arrayContaining(['triage', 'rule', 'grant', 'all']))
  expect(desks).not.toContain('check')
  expect(await page.locator('.watermark').getAttribute('data-mark')).toMatch(/^dispatcher-\S+ \d{4}-/)
  await page.locator('.state[data-state="open"]').waitFor()
  await page.goto('/desk/desks/all')
  await page.locator('[data-matter]').first().waitFor()
  expect(await serious(page)).toEqual([])
  await page.locator('[data-act="lang"]').click()
  await page.getByRole('link', { name: 'All matters' }).waitFor()
  await page.locator('[data-act="mode"]').click()
  expect(await page.evaluate(() => document.documentElement.dataset['mode'])).toBe('dark')
  expect(await serious(page)).toEqual([])
  await picture(page, 'desk-all-en-dark-1280')
  await context.close()
})

test('a checker has the checking desk, and a person is found by number from the search', async () => {
  const context = await as('checker')
  const page = await context.newPage()
  await page.goto('/desk/desks/all')
  const row = page.locator('[data-matter]').first()
  await row.waitFor()
  expect(await page.locator('.rail [data-desk="check"]').count()).toBe(1)
  const number = await row.locator('.c-number').textContent()
  await page.keyboard.press('/')
  await page.keyboard.type(number ?? '')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/desk\/matters\//)
  await page.locator('.panel .number', { hasText: number ?? '' }).waitFor()
  expect(await serious(page)).toEqual([])
  await context.close()
})
