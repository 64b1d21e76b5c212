import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { gallery } from '../vite.config.ts'
import { serious } from './axe.ts'
import { CITY, leave, picture, street } from './cast.ts'

let server: ViteDevServer

beforeAll(async () => {
  server = await createServer(gallery(CITY))
  await server.listen()
})
afterAll(async () => {
  await server.close()
  await leave()
})

test.each([
  ['zh-CN', 'light'], ['en', 'dark'],
] as const)('every part that the screens share is shown and can be read by everybody, %s and %s', async (locale, colorScheme) => {
  const context = await street({ locale, colorScheme, viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(server.resolvedUrls?.local[0] ?? '')
  await page.locator('.map canvas').waitFor()
  expect(await page.locator('main section').count()).toBe(9)
  expect(await page.locator('html').getAttribute('lang')).toBe(locale)
  expect(await serious(page)).toEqual([])
  expect(complaints).toEqual([])
  await picture(page, `gallery-${colorScheme}`)
  await context.close()
})
