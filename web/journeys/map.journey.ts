import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, CITY, leave, picture } from './cast.ts'

afterAll(leave)

test('a clerk sees where the open matters lie and comes nearer, and nothing comes from elsewhere', async () => {
  const context = await as('triage')
  const page = await context.newPage()
  const [errors, asked]: [string[], URL[]] = [[], []]
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !message.text().includes('GL Driver')) errors.push(message.text()) })
  page.on('request', (request) => asked.push(new URL(request.url())))
  await page.goto('/desk/map')
  const canvas = page.locator('canvas')
  await canvas.waitFor()
  await page.waitForResponse((answer) => answer.url().includes('/tiles/matters/') && answer.ok())
  await page.waitForLoadState('networkidle')
  await picture(page, 'map-far')
  for (let step = 0; step < 4; step += 1) {
    await canvas.click({ position: { x: 640, y: 420 }, clickCount: 2 })
    await page.waitForTimeout(800)
  }
  await page.waitForLoadState('networkidle')
  await picture(page, 'map-near')
  expect(errors).toEqual([])
  expect(asked.filter(({ origin, protocol }) => origin !== CITY && protocol !== 'blob:' && protocol !== 'data:')).toEqual([])
  const zooms = asked.filter(({ pathname }) => pathname.startsWith('/api/tiles/areas/')).map(({ pathname }) => Number(pathname.split('/')[4]))
  expect(Math.max(...zooms)).toBeGreaterThan(Math.min(...zooms) + 2)
  await context.close()
})

test('a place is found by a part of its name with the keyboard alone, and the map goes there', async () => {
  const context = await as('triage', { viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const zooms: number[] = []
  page.on('request', (request) => { zooms.push(Number(/tiles\/areas\/(\d+)/.exec(request.url())?.[1] ?? 0)) })
  await page.goto('/desk/map')
  await page.locator('canvas').waitFor()
  await page.waitForLoadState('networkidle')
  const before = Math.max(...zooms)
  await page.locator('.find input').focus()
  await page.keyboard.type('铁西')
  await page.locator('.el-select-dropdown__item', { hasText: '铁西区' }).filter({ visible: true }).first().waitFor()
  await picture(page, 'map-find')
  expect(await serious(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.waitForResponse((answer) => Number(/tiles\/areas\/(\d+)/.exec(answer.url())?.[1] ?? 0) > before)
  await page.waitForLoadState('networkidle')
  await picture(page, 'map-found')
  await context.close()
})
