import { afterAll, test } from 'vitest'
import { leave, picture } from './cast.ts'
import { at, form, offered, open, report, stage } from './desk-hands.ts'
afterAll(leave)
test('x', async () => {
  const first = await report('一辆没有牌照的面包车停了四个月。')
  const { context, page } = await at('dispatcher', '/desk/desks/triage', { width: 1920, height: 1080 })
  page.on('pageerror', (error) => process.stdout.write(String(error) + '\n'))
  page.on('console', (m) => { process.stdout.write(m.text() + '\n') })
  await open(page, first)
  await offered(page, 'accept')
  await page.keyboard.press('a')
  await form(page, 'accept').waitFor()
  await page.keyboard.press('Control+Enter')
  await stage(page, 'accepted')
  await offered(page, 'dispatch')
  const told = await (await context.request.get(`/api/matters/${first.id}`)).json()
  process.stdout.write(JSON.stringify(told.route) + '\n')
  await page.keyboard.press('d')
  await form(page, 'dispatch').waitFor()
  await page.waitForTimeout(1500)
  await picture(page, 'zz')
  await context.close()
})
