import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { as, leave, ownPoint, PHONE, picture } from './cast.ts'

/** The outbox of the page, as its own script has it (`gongzhi.outbox` of the field app). */
interface Handle {
  outbox: {
    put: (...given: unknown[]) => Promise<{ id: string }[]>
    items: () => Promise<{ id: string, state: string, photos: { given: boolean }[] }[]>
    wake: () => Promise<void>
    store: { note: (name: string) => Promise<unknown> }
  }
}

let context: BrowserContext
let page: Page
let worker = ''
let here = { latitude: 0, longitude: 0, accuracy: 9 }
const said = new Set<string>()
/** What was on the server before this day began. */
const earlier = new Set<string>()

beforeAll(async () => {
  context = await as('grid_worker', { ...PHONE, deviceScaleFactor: 1, permissions: ['geolocation'] })
  worker = (await (await context.request.get('/api/me')).json() as { id: string }).id
  here = await ownPoint(context)
  for (const id of await onTheServer()) earlier.add(id)
  await context.setGeolocation(here)
  page = await context.newPage()
  await page.goto('/field/')
  await page.locator('h1').waitFor()
  await page.evaluate(async () => { await navigator.serviceWorker.ready })
  await page.reload()
  await page.locator('h1').waitFor()
  await page.waitForFunction(async () => Boolean(await (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.store.note('kinds')))
})
afterAll(async () => { await context.close(); await leave() })

/** The ids of all reports from field phones that the worker sees on the server. */
async function onTheServer(): Promise<string[]> {
  const seen: string[] = []
  let after: string | null = ''
  while (after !== null) {
    const answer = await context.request.get(`/api/matters?limit=200&after=${encodeURIComponent(after)}`)
    const found = await answer.json() as { rows: { id: string, channel: string }[], after: string | null }
    seen.push(...found.rows.filter(({ channel }) => channel === 'field').map(({ id }) => id))
    after = found.after
  }
  return seen
}

async function network(where: Page, latency: number, bytes: number): Promise<CDPSession> {
  const session = await context.newCDPSession(where)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: bytes, uploadThroughput: bytes })
  return session
}

/** So many reports through the outbox's own API, every tenth with a photo of `side` pixels of noise. */
async function many(count: number, mark: string, side = 120): Promise<string[]> {
  const ids = await page.evaluate(async ({ count: n, mark: name, at, side: length, by }) => {
    const { outbox } = (globalThis as unknown as { gongzhi: Handle }).gongzhi
    const given = []
    const photo = async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: length, height: length })
      const brush = canvas.getContext('2d') as CanvasRenderingContext2D
      const noise = brush.createImageData(length, length)
      for (let place = 0; place < noise.data.length; place += 1) noise.data[place] = place % 4 === 3 ? 255 : Math.random() * 256
      brush.putImageData(noise, 0, 0)
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.9))
      const bytes = await (blob as Blob).arrayBuffer()
      const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      return { digest, bytes, type: 'image/jpeg' }
    }
    for (let each = 0; each < n; each += 1) {
      const photos = each % 10 === 0 ? [await photo()] : []
      const point = { lon: at.longitude + (each % 20) * 1e-6, lat: at.latitude, crs: 'wgs84', accuracy_m: 9 }
      const words = { kind: '06013', channel: 'field', text: `${name} ${each}`, point, answers: {}, files: photos.map(({ digest }) => digest) }
      given.push({ by, title: `${name} ${each}`, photos, what: { sort: 'report', said: words } })
    }
    return (await outbox.put(...given)).map(({ id }) => id)
  }, { count, mark, at: here, side, by: worker })
  for (const id of ids) said.add(id)
  return ids
}

/** How many items of the phone stand how. */
async function standing(): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const items = await (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.items()
    return Object.fromEntries(['waiting', 'sending', 'refused', 'done'].map((state) => [state, items.filter((item) => item.state === state).length]))
  })
}
async function settled() {
  await page.evaluate(() => { void (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.wake() })
  await expect.poll(standing, { timeout: 240_000, interval: 500 }).toMatchObject({ waiting: 0, sending: 0 })
}

test('the first start of the day works without a network, and so does a report by hand', async () => {
  await context.setOffline(true)
  await page.close()
  page = await context.newPage()
  await page.goto('/field/') // as the icon on the phone opens it
  await page.locator('h1').waitFor()
  await page.goto('/field/report')
  const main = page.locator('.go .main')
  await page.locator('.steps').waitFor()
  await main.click()
  await page.locator('.place h2').waitFor()
  await main.click()
  await page.locator('input[type=search]').fill('道路破损')
  await page.getByRole('button', { name: '道路破损', exact: true }).click()
  await page.locator('#text').fill('断网时写的：路面破损')
  await main.click()
  await page.waitForURL('**/mine')
  await page.locator('.list a').first().waitFor()
  await picture(page, 'field-offline')
  const items = await page.evaluate(async () => (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.items())
  expect(items).toHaveLength(1)
  for (const { id } of items) said.add(id)
  await many(99, '断网')
  expect((await standing())['waiting']).toBe(100)
  await page.goto('/field/outbox')
  await page.locator('.item').first().waitFor()
  await page.getByRole('button', { name: '立即发送' }).click()
  await page.locator('main > .hint', { hasText: '试过了，还是没有网络' }).waitFor()
  await picture(page, 'field-outbox')
}, 120_000)

test('an update of the app with a full outbox keeps every item', async () => {
  const before = await standing()
  await context.setOffline(false)
  await page.goto('/field/')
  await page.evaluate(async () => { await navigator.serviceWorker.register('/field/worker.js?next', { scope: '/field/' }) })
  const letIn = page.getByRole('button', { name: '更新' })
  await letIn.waitFor()
  await picture(page, 'field-update')
  await Promise.all([page.waitForEvent('load'), letIn.click()])
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toContain('next')
  const after = await standing()
  const all = (found: Record<string, number>) => Object.values(found).reduce((sum, count) => sum + count, 0)
  expect(before['waiting']).toBe(100)
  expect(all(after)).toBe(100)
  await settled()
}, 300_000)

test('a network that comes and goes sends each thing once', async () => {
  await many(200, '时断时续')
  for (let turn = 0; turn < 12; turn += 1) {
    await context.setOffline(turn % 2 === 0)
    await page.evaluate(() => { void (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.wake() })
    await page.waitForTimeout(120 + 70 * (turn % 3))
  }
  await context.setOffline(false)
  await settled()
}, 300_000)

test('a tab that is killed while a photo is on its way goes on where it stopped', async () => {
  await network(page, 300, 40_000)
  await many(50, '慢网', 640)
  await page.evaluate(() => { void (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.wake() })
  await page.waitForRequest((request) => request.method() === 'PATCH', { timeout: 60_000 })
  await page.close()
  page = await context.newPage()
  await page.goto('/field/')
  await page.locator('h1').waitFor()
  await settled()
}, 300_000)

test('where the phone is full nothing is said to be kept that is not, and there is a word about it', async () => {
  await page.goto('/field/report')
  await page.locator('.steps').waitFor()
  const before = await standing()
  await page.evaluate(() => { navigator.storage.estimate = async () => ({ quota: 1000, usage: 999 }) })
  await page.locator('.go .main').click()
  await page.locator('.place h2').waitFor()
  await page.locator('.go .main').click()
  await page.locator('.tile').first().click()
  await page.locator('.go .main').click()
  await page.locator('[role=alert]').waitFor()
  await picture(page, 'field-full')
  expect(await standing()).toEqual(before)
  await page.reload()
}, 60_000)

test('two tabs of one phone and an unsteady network: in the end five hundred reports, each exactly once on the server', async () => {
  await page.locator('h1').waitFor()
  const other = await context.newPage()
  await other.goto('/field/')
  await many(150, '两个页面')
  for (let turn = 0; turn < 4; turn += 1) {
    await context.setOffline(turn % 2 === 0)
    for (const tab of [page, other]) await tab.evaluate(() => { void (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.wake() })
    await page.waitForTimeout(150)
  }
  await context.setOffline(false)
  await settled()
  expect(said.size).toBe(500)
  const seen = (await onTheServer()).filter((id) => !earlier.has(id)) // a report taken twice would have another id
  expect(seen).toHaveLength(500)
  expect(new Set(seen)).toEqual(said)
  const items = await page.evaluate(async () => (globalThis as unknown as { gongzhi: Handle }).gongzhi.outbox.items())
  expect(items.every(({ state, photos }) => state === 'done' && photos.every(({ given }) => given))).toBe(true)
}, 300_000)
