import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, CITY, DESK, leave, PHONE, picture, street } from './cast.ts'

afterAll(leave)

test.each([['triage', 'desk', DESK], ['grid_worker', 'field', PHONE]] as const)('%s opens the %s and sees matters', async (role, app, how) => {
  const context = await as(role, how)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
  await page.goto(`/${app}/`)
  await page.locator('h1').waitFor()
  await page.waitForLoadState('networkidle')
  await picture(page, `opening-${app}`)
  expect(errors).toEqual([])
  await context.close()
})

test('the live page holds nothing serious and tells the time of the city, wherever the browser believes to be', async () => {
  const context = await street({ ...DESK, timezoneId: 'America/New_York' })
  const page = await context.newPage()
  await page.goto('/live')
  const time = page.locator('#rows td:last-child').first()
  await time.waitFor()
  const { rows: [newest] } = await (await fetch(`${CITY}/api/open/matters`)).json() as { rows: { opened_at: string }[] }
  const told = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(newest?.opened_at ?? ''))
  expect(await time.textContent()).toContain(told)
  expect(await serious(page)).toEqual([])
  await context.close()
})
