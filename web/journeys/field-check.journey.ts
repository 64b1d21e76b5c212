import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { BrowserContext } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, csrf, leave, ownPoint, PHONE, picture } from './cast.ts'
import { give, step, whole } from './field-hands.ts'

const PICTURE = fileURLToPath(new URL('../apps/field/public/icon-512.png', import.meta.url))
const BEFORE = readFileSync(new URL('../apps/field/public/icon-192.png', import.meta.url))
const AFTER = readFileSync(PICTURE)
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
afterAll(leave)

/** A picture that was named, sent and given to its matter. */
async function send(context: BrowserContext, matter: string, bytes: Buffer) {
  const headers = { 'X-CSRFToken': await csrf(context) }
  const begun = await (await context.request.post('/api/uploads', { data: { digest: digest(bytes), size: bytes.length }, headers })).json() as { id: string, finished: boolean }
  if (!begun.finished) {
    await context.request.patch(`/api/uploads/${begun.id}?offset=0`, { data: bytes, headers: { ...headers, 'Content-Type': 'application/octet-stream' } })
    await context.request.post(`/api/uploads/${begun.id}/finish`, { headers })
  }
  const given = await context.request.put(`/api/matters/${matter}/files/${digest(bytes)}`, { headers })
  expect(given.ok(), await given.text()).toBe(true)
}

test('a worker checks on the spot what the unit says is done, with a picture and without a network', async () => {
  const worker = await as('grid_worker', { ...PHONE, deviceScaleFactor: 1 })
  const leader = await as('grid_leader')
  const here = await ownPoint(worker)
  const id = randomUUID()
  await give(worker, '/api/reports', { id, kind: '06010', text: '垃圾堆在路边', files: [digest(BEFORE)], point: { lon: here.longitude, lat: here.latitude, crs: 'wgs84' } })
  await send(worker, id, BEFORE)
  await step(leader, id, 'take', {})
  await step(leader, id, 'done', { remark: '已清运', explanation: '环卫已到场，不必等反馈', files: [digest(AFTER)] })
  await send(leader, id, AFTER)
  expect((await whole(worker, id)).may).toContain('check')

  let page = await worker.newPage()
  await page.goto('/field/')
  await page.locator(`a[href*="${id}"]`).first().waitFor()
  await picture(page, 'field-todo-check')
  await page.evaluate(async () => { await navigator.serviceWorker.ready })
  await page.goto('/field/messages')
  await page.locator('.list a, .empty').first().waitFor()
  await page.close()
  await worker.setOffline(true) // the next morning, out of reach
  page = await worker.newPage()
  await page.goto('/field/')
  await page.locator(`a[href*="${id}"]`).first().click()
  await page.locator('form').waitFor()
  expect(await page.locator('h1').innerText()).not.toContain('正在读取')
  await page.getByText('垃圾堆在路边').waitFor()
  await picture(page, 'field-check-away')
  await page.goto('/field/messages')
  await page.locator('.hint, .list a').first().waitFor()
  await picture(page, 'field-messages-away')
  await worker.setOffline(false)
  await page.goto(`/field/matter/${id}?do=check`)
  await page.locator('form').waitFor()
  const sides = page.locator('.sides.both figure') // as it was reported beside what was made of it
  expect(await sides.locator('figcaption').allTextContents()).toEqual(['上报时', '处置后'])
  for (const [place, bytes] of [BEFORE, AFTER].entries()) expect(await sides.nth(place).locator('a').getAttribute('href')).toContain(digest(bytes))
  await worker.setOffline(true)
  await page.getByRole('button', { name: '合格', exact: false }).first().click()
  await page.locator('.there').click()
  await page.locator('#remark').fill('现场干净了')
  await page.locator('input[type=file]').first().setInputFiles(PICTURE)
  await page.locator('form figure img').waitFor()
  await picture(page, 'field-check')
  await page.locator('form .main[type=submit]').click()
  await page.locator('a.hint[href$="/outbox"]').first().waitFor()
  expect(await page.getByRole('button', { name: '核查', exact: true }).count()).toBe(0) // it is on its way
  await worker.setOffline(false)
  await expect.poll(async () => (await whole(worker, id)).matter.stage, { timeout: 30_000 }).not.toBe('checking')
  await expect.poll(async () => (await whole(worker, id)).files.length).toBe(3)
  await page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('main .photos img')].some((image) => image.naturalWidth > 0))
  await page.getByText('已结案').first().waitFor()
  await picture(page, 'field-checked')
  await worker.close()
  await leader.close()
})

test('checks are walked from the nearest to the next, and where the phone is nobody is told', async () => {
  const worker = await as('grid_worker', { ...PHONE, deviceScaleFactor: 1 })
  const leader = await as('grid_leader')
  const here = await ownPoint(worker)
  await worker.grantPermissions(['geolocation'])
  const stands = { latitude: here.latitude + 0.0000123, longitude: here.longitude + 0.0000123, accuracy: 8 }
  await worker.setGeolocation(stands)
  const [far = '', close = ''] = [randomUUID(), randomUUID()].sort() // both are due at one time: the id decides
  for (const [id, north] of [[far, 0.0004], [close, 0]] as const) {
    await give(worker, '/api/reports', { id, kind: '06010', text: '垃圾堆在路边', point: { lon: here.longitude, lat: here.latitude + north, crs: 'wgs84' } })
    await step(leader, id, 'take', {})
    await step(leader, id, 'done', { remark: '已清运', explanation: '环卫已到场，不必等反馈' })
  }
  const page = await worker.newPage()
  const said: string[] = []
  page.on('request', (request) => { said.push(`${request.url()} ${request.postData() ?? ''}`) })
  await page.goto('/field/')
  await page.locator('[data-act="near"]').waitFor()
  const rest = page.locator('[data-act="rest"]')
  if (await rest.count()) await rest.click()
  const order = async () => {
    const links = await page.locator('section.list').first().locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    return [far, close].map((id) => links.findIndex((link) => link.includes(id)))
  }
  const [first, second] = await order()
  expect(first).toBeGreaterThanOrEqual(0)
  expect(first).toBeLessThan(second ?? -1)
  await page.locator('[data-act="near"]').click()
  await page.locator(`a[href*="${close}"] .away`, { hasText: '0 米' }).waitFor()
  expect(await page.locator(`a[href*="${far}"] .away`).innerText()).toBe('40 米')
  const [after, before] = await order()
  expect(before).toBeLessThan(after ?? -1)
  expect(await serious(page)).toEqual([])
  await picture(page, 'field-todo-near')
  await page.reload()
  await page.locator('[data-act="near"]').waitFor()
  expect(said.filter((one) => one.includes(String(stands.latitude).slice(0, 9)) || one.includes(String(stands.longitude).slice(0, 9)))).toEqual([])
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(String(stands.latitude).slice(0, 9))
  await worker.close()
  await leader.close()
})
