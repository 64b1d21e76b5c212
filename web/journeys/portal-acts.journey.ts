import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { inEveryView, serious, STREET_VIEWS } from './axe.ts'
import { as, csrf, leave, picture, STREET, street } from './cast.ts'
import { PLACE, report, type Reported } from './desk-hands.ts'
import { whole } from './field-hands.ts'

let clerk: BrowserContext
let hotline: BrowserContext // sees also what has no point yet
beforeAll(async () => { [clerk, hotline] = [await as('dispatcher'), await as('hotline')] })
afterAll(leave)

const ASKS = { kind: '27003', contact: undefined }

/** What the clerk says; where the house itself went a step on meanwhile, once more on what is there now. */
async function decide({ id }: Reported, name: string, said: object) {
  await expect.poll(async () => {
    const { version } = (await whole(clerk, id)).matter
    const headers = { 'X-CSRFToken': await csrf(clerk), 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${version}"` }
    return (await clerk.request.post(`/api/matters/${id}/${name}`, { data: said, headers })).status()
  }).toBe(200)
}

/** A question that the centre answered at once: nobody left a number, so it is closed. */
async function closed(): Promise<Reported> {
  const asked = await report('路灯杆上能不能挂个垃圾袋箱？', ASKS)
  await decide(asked, 'answer_directly', { answer: '已转告环卫处，下周试装两处。' })
  return asked
}

/** Sends one of the forms under where the report stands; the page that comes says so. */
async function say(page: Page, name: string, more: (form: ReturnType<Page['locator']>) => Promise<void>) {
  const form = page.locator(`#${name}`)
  if (await form.getAttribute('open') === null) await form.locator('summary').click()
  await more(form)
  await form.locator('button').click()
}

/** The code is typed in a browser that knows none. */
async function follow(page: Page, { query_code: code }: Reported) {
  await page.goto('/follow')
  await page.locator('#code').fill(code)
  await page.locator('#follow button').click()
  await page.locator('.facts').waitFor()
}

/** What is wrong stands where one looks, however long the page. */
async function inSight(page: Page, name: string) {
  await page.locator(`#${name}-error`).waitFor()
  await expect.poll(() => page.locator(`#${name}-error`).evaluate((one) => { const { top, bottom } = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight })).toBe(true)
}

async function clean(page: Page, name: string) {
  await picture(page, name)
  if (name.endsWith('without')) expect(await serious(page), name).toEqual([])
  else await inEveryView(page, name, STREET_VIEWS.zh)
}

/** The township in which the reports of these journeys lie. */
async function township(): Promise<string> {
  const answer = await clerk.request.post('/api/locate', { data: PLACE, headers: { 'X-CSRFToken': await csrf(clerk) } })
  const { area } = await answer.json() as { area: { code: string } }
  return area.code.slice(0, 9)
}

const MODES = [['with', false], ['without', true]] as const
/** Without scripts the page is the server's alone; axe still looks, since only the page's own files are kept away. */
async function resident(plain: boolean): Promise<Page> {
  const context = await street({ ...STREET, permissions: ['geolocation'] })
  if (plain) await context.route(/\.js$/, (route) => route.abort())
  return context.newPage()
}

test.each(MODES)('a closed matter is rated with two answers and done again, %s scripts', async (how, plain) => {
  const page = await resident(plain)
  await follow(page, await closed())
  await clean(page, `portal-closed-${how}`)
  await page.locator('a.button', { hasText: '评价' }).click()
  await expect.poll(() => page.locator('#rate').evaluate((one) => one.getBoundingClientRect().top < innerHeight)).toBe(true)
  await say(page, 'rate', (form) => form.locator('[name=rate-solved][value=no]').check())
  await inSight(page, 'rate')
  expect(await page.locator('[name=rate-solved][value=no]').isChecked()).toBe(true)
  await clean(page, `portal-rate-error-${how}`)
  await say(page, 'rate', async (form) => {
    await form.locator('[name=rate-satisfied][value=yes]').check()
    await form.locator('textarea').fill('答复很快，但还没有装。')
  })
  await page.locator('[role=status]', { hasText: '已收到' }).waitFor()
  expect(await page.locator('#rate').count()).toBe(0)
  await say(page, 'reopen', (form) => form.locator('textarea').fill('下周过了，还是没有。'))
  await page.locator('h1', { hasText: '已受理' }).waitFor()
  expect(await page.locator('#reopen').count()).toBe(0)
  await clean(page, `portal-reopened-${how}`)
  await page.context().close()
})

test.each(MODES)('what was not accepted says why, and is appealed once, %s scripts', async (how, plain) => {
  const matter = await report('邻居家的青蛙叫得太吵。')
  await decide(matter, 'decline', { reason: 'not-found', remark: '到现场看过，没有看到。' })
  const page = await resident(plain)
  await follow(page, matter)
  await page.locator('.way-out').waitFor()
  await clean(page, `portal-declined-${how}`)
  await say(page, 'appeal', () => Promise.resolve())
  await inSight(page, 'appeal')
  await clean(page, `portal-appeal-error-${how}`)
  await say(page, 'appeal', (form) => form.locator('textarea').fill('晚上十点以后才有，请晚上来看。'))
  await page.locator('h1', { hasText: '已报上来' }).waitFor()
  expect(await page.locator('#appeal').count()).toBe(0)
  await clean(page, `portal-appealed-${how}`)
  await page.context().close()
})

test.each(MODES)('what is withdrawn is asked for twice, %s scripts', async (how, plain) => {
  const page = await resident(plain)
  await follow(page, await report('车已经开走了。'))
  await say(page, 'withdraw', () => Promise.resolve())
  await inSight(page, 'withdraw')
  await clean(page, `portal-withdraw-error-${how}`)
  await say(page, 'withdraw', (form) => form.locator('[name=withdraw-sure]').check())
  await page.locator('h1', { hasText: '您已撤回' }).waitFor()
  expect(await page.locator('#withdraw').count()).toBe(0)
  await clean(page, `portal-withdrawn-${how}`)
  await page.context().close()
})

test.each(MODES)('who met the same thing says “I too” and gets an own code, %s scripts', async (how, plain) => {
  const first = await report('路面塌了一块。', { kind: '06013' })
  const page = await resident(plain)
  await page.context().setGeolocation({ latitude: PLACE.lat, longitude: PLACE.lon, accuracy: 10 })
  await page.goto('/report/06013')
  if (plain) {
    await page.locator('#area').selectOption(await township())
    await page.locator('[name=look][value="1"].second').click()
    await expect.poll(() => page.locator('#near').evaluate((one) => one.getBoundingClientRect().top)).toBeLessThan(STREET.viewport.height)
  } else await page.locator('[data-island=locate] button').first().click()
  const too = page.locator('#near .tick', { hasText: '我也遇到' }).first()
  await too.click()
  const number = await too.locator('input').inputValue()
  await clean(page, `portal-too-${how}`)
  await page.locator('#address').fill('建民路 3 号门口')
  const id = await page.locator('[name=id]').inputValue()
  await page.locator('.send button').click()
  await page.waitForURL('**/follow/receipt')
  expect((await page.locator('#query-code').innerText()).replaceAll('-', '')).not.toBe(first.query_code)
  expect((await whole(hotline, id)).matter.text).toContain(`与事项 ${number} 是同一件事`)
  await page.context().close()
})
