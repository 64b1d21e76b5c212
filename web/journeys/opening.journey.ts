import { afterAll, expect, test } from 'vitest'

import { as, DESK, leave, PHONE, picture } from './cast.ts'

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
