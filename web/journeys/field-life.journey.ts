import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'

import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { serious } from './axe.ts'
import { as, leave, ownPoint, PHONE, picture, signIn } from './cast.ts'
import { give, whole } from './field-hands.ts'

const PICTURE = fileURLToPath(new URL('../apps/field/public/icon-512.png', import.meta.url))
const AFTER = fileURLToPath(new URL('../apps/field/public/icon-192.png', import.meta.url))
const GROUND = { ...PHONE, viewport: { width: 360, height: 740 }, deviceScaleFactor: 1, permissions: ['geolocation'] }
const DAY = 86_400_000

let worker: BrowserContext
let triage: BrowserContext
let here = { latitude: 0, longitude: 0, accuracy: 9 }

beforeAll(async () => {
  worker = await as('grid_worker', GROUND)
  triage = await as('triage')
  here = await ownPoint(worker)
  await worker.setGeolocation(here)
})
afterAll(async () => { await worker.close(); await triage.close(); await leave() })

async function report(context: BrowserContext, said: object = {}): Promise<string> {
  const id = randomUUID()
  await give(context, '/api/reports', { id, kind: '06013', channel: 'field', text: '路面破损', point: { lon: here.longitude, lat: here.latitude, crs: 'wgs84' }, ...said })
  return id
}
async function opened(path: string, context = worker): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`/field/${path}`)
  await page.locator('h1').waitFor()
  return page
}
/** The id of what the worker's phone said last, as its own outbox knows it. */
async function last(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { outbox } = (globalThis as unknown as { gongzhi: { outbox: { items: () => Promise<{ matter: string }[]> } } }).gongzhi
    return (await outbox.items()).slice(-1)[0]?.matter ?? ''
  })
}

test('what was reported is found on another phone, and its next step is said there as it happens', async () => {
  const id = await report(worker)
  const page = await opened('mine')
  await page.locator(`a[href*="${id}"]`).waitFor()
  await page.goto('/field/')
  await page.locator('h1').waitFor()
  await page.waitForTimeout(1500) // the stream is open
  await give(triage, `/api/matters/${id}/accept`, {}, (await whole(triage, id)).matter.version)
  await page.locator(`.step a[href*="${id}"]`).waitFor()
  await page.locator('.tabs a[href$="/mine"] b').waitFor()
  await picture(page, 'field-step')
  await page.locator('.tabs a[href$="/mine"]').click()
  await page.locator('.mine .dot').first().waitFor()
  await page.locator('.month summary').click()
  await page.locator('.month dd').first().waitFor()
  const told = (await page.locator('.month dd').allTextContents()).map((line) => Number(/\d+/.exec(line)?.[0]))
  expect(told.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0)
  await picture(page, 'field-mine')
  await page.close()
})

test('the centre asks what is there, and the worker answers from the to-do list', async () => {
  const id = await report(worker)
  await give(triage, `/api/matters/${id}/verify`, { question: '坑有多深？' }, (await whole(triage, id)).matter.version)
  const page = await opened('')
  await page.locator(`.list a[href*="${id}"]`).first().click()
  await page.getByRole('button', { name: '现场核实' }).click()
  await page.locator('#remark').fill('约二十公分')
  await picture(page, 'field-verify')
  await page.locator('form [type=submit]').click()
  await expect.poll(async () => (await whole(worker, id)).journal.map(({ event }) => event)).toContain('Verified')
  await page.close()
})

test('a compound near by is picked by its name without a network, and what was fixed on the spot is closed at once', async () => {
  const me = await (await worker.request.get('/api/me')).json() as { areas: { code: string }[] }
  const found = await (await worker.request.get(`/api/compounds?areas=${me.areas.map(({ code }) => code).join(',')}`)).json() as { name: string, west: number, east: number, south: number, north: number }[]
  const [home] = found
  if (!home) throw new Error('no compound in the grids of the worker')
  await worker.setGeolocation({ longitude: (home.west + home.east) / 2, latitude: (home.south + home.north) / 2, accuracy: 20 })
  const page = await opened('')
  await page.evaluate(async () => { await navigator.serviceWorker.ready })
  await page.reload()
  await page.waitForFunction(async () => {
    const { outbox } = (globalThis as unknown as { gongzhi: { outbox: { store: { note: (name: string) => Promise<unknown> } } } }).gongzhi
    return Boolean(await outbox.store.note('compounds')) && Boolean(await outbox.store.note('kinds'))
  })
  await worker.setOffline(true)
  await page.goto('/field/report')
  await page.locator('input[type=file]').first().setInputFiles(PICTURE)
  await page.locator('figure img').waitFor()
  await page.locator('.go .main').click()
  await page.locator('.homes').getByRole('button', { name: home.name }).first().click()
  expect(await page.locator('#address').inputValue()).toBe(`${home.name} `)
  await page.getByRole('button', { name: '3 号楼', exact: true }).click()
  await page.getByRole('button', { name: '其他', exact: true }).click()
  await page.keyboard.type('2单元')
  expect(await page.locator('#address').inputValue()).toBe(`${home.name} 3 号楼 2单元`)
  await page.getByRole('button', { name: '3 号楼', exact: true }).scrollIntoViewIfNeeded()
  await picture(page, 'field-place')
  expect(await serious(page)).toEqual([])
  await page.locator('.go .main').click()
  const { kinds } = await (await triage.request.get('/api/kinds')).json() as { kinds: { self_handle: boolean, privacy: string, starter: boolean, name: { zh: string } }[] }
  const kind = kinds.find(({ self_handle, privacy, starter }) => self_handle && starter && privacy === 'P0')?.name.zh ?? ''
  await page.locator('input[type=search]').fill(kind)
  await page.getByRole('button', { name: kind, exact: true }).first().click()
  await page.locator('#text').fill('楼道里有纸箱')
  await page.getByText('我已当场处理').click()
  await page.locator('#handling').fill('已清走')
  await page.locator('.photos input[type=file]').first().setInputFiles(AFTER)
  await page.locator('.photos figure img').waitFor()
  await picture(page, 'field-fixed')
  await page.locator('.go .main').click()
  await page.waitForURL('**/mine')
  const id = await last(page)
  expect(await page.evaluate(async () => {
    const { outbox } = (globalThis as unknown as { gongzhi: { outbox: { store: { note: (name: string) => Promise<Record<string, string[]>> } } } }).gongzhi
    return Object.values(await outbox.store.note('blocks'))
  })).toEqual([['3 号楼']]) // the building, and no door
  await worker.setOffline(false)
  await expect.poll(async () => (await worker.request.get(`/api/matters/${id}`)).status(), { timeout: 30_000 }).toBe(200)
  await expect.poll(async () => (await whole(worker, id)).files.length, { timeout: 30_000 }).toBe(2)
  const { matter, journal } = await whole(worker, id)
  expect(journal.filter(({ data }) => Array.isArray(data['blobs']) && data['blobs'].length > 0).map(({ event }) => event)).toEqual(['Reported', 'SelfHandled'])
  await page.goto(`/field/matter/${id}`)
  await page.locator('.sides.both figcaption').nth(1).waitFor() // as it was beside what was made of it
  await page.waitForFunction(() => [...document.querySelectorAll<HTMLImageElement>('.sides.both img')].filter((each) => each.naturalWidth > 0).length === 2)
  await picture(page, 'field-fixed-both')
  expect(matter.address).toBe(`${home.name} 3 号楼 2单元`)
  expect(matter.stage).toBe('closed')
  await worker.setGeolocation(here)
  await page.close()
})

test('where the phone finds no place, the report lies in the community of the worker and waits to be located', async () => {
  const context = await as('grid_worker', { ...GROUND, permissions: [] })
  const page = await opened('report', context)
  await page.locator('.go .main').click()
  await page.locator('.place .quiet', { hasText: '由中心找到位置' }).waitFor()
  await page.locator('#address').fill('东丰路旁的配电箱后面')
  await picture(page, 'field-no-place')
  await page.locator('.go .main').click()
  await page.locator('.tile').first().click()
  await page.locator('.go .main').click()
  await page.waitForURL('**/mine')
  const id = await last(page)
  await expect.poll(async () => (await worker.request.get(`/api/matters/${id}`)).status(), { timeout: 30_000 }).toBe(200)
  const { matter } = await (await worker.request.get(`/api/matters/${id}`)).json() as { matter: { placed: string, community: string, holder: string } }
  const { areas } = await (await worker.request.get('/api/me')).json() as { areas: { code: string, level: string }[] }
  const [home] = areas.filter(({ level }) => level === 'community')
  expect(matter).toMatchObject({ placed: 'unplaced', community: home?.code, holder: `ZZ-${home?.code.slice(0, 9) ?? ''}` })
  await context.close()
})

test('a phone whose clock is a day ahead says so, and both times stand in the journal', async () => {
  const context = await as('grid_worker', GROUND)
  await context.setGeolocation(here)
  await context.addInitScript((ahead) => {
    const True = Date
    globalThis.Date = class extends True {
      constructor(...said: [])  { super(...(said.length > 0 ? said : [True.now() + ahead] as unknown as [])) }
      static override now() { return True.now() + ahead }
    } as DateConstructor
  }, DAY)
  const page = await opened('report', context)
  await page.getByText('手机时间快了 1 天').waitFor()
  await page.locator('.go .main').click()
  await page.locator('.place h2').waitFor()
  await page.locator('.go .main').click()
  await page.locator('.tile').first().click()
  await page.locator('#text').fill('钟快了一天')
  await picture(page, 'field-clock')
  await page.locator('.go .main').click()
  await page.waitForURL('**/mine')
  const id = await last(page)
  await expect.poll(async () => (await worker.request.get(`/api/matters/${id}`)).status(), { timeout: 30_000 }).toBe(200)
  const [line] = (await whole(worker, id)).journal
  const right = Date.parse(String(line?.data['captured_at']))
  expect(Math.abs(right - Date.now())).toBeLessThan(120_000)
  expect(Math.round((Date.parse(line?.device_at ?? '') - right) / 60_000)).toBe(1440)
  await context.close()
})

test('a phone in a wrong zone shows the times of the city', async () => {
  const abroad = await as('grid_worker', { ...GROUND, timezoneId: 'America/New_York' })
  const id = await report(abroad)
  const { journal } = await whole(abroad, id)
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' }).format(new Date(journal[0]?.recorded_at ?? ''))
  const page = await opened(`matter/${id}`, abroad)
  const line = page.locator('.lines li').last()
  await expect.poll(() => line.innerText()).toContain(` ${clock}`)
  const kept = await page.evaluate(() => (globalThis as unknown as { gongzhi: { outbox: { store: { note: (name: string) => Promise<unknown> } } } }).gongzhi.outbox.store.note('me'))
  expect(kept).toMatchObject({ time_zone: 'Asia/Shanghai' }) // what is gone by without a network
  await abroad.close()
})

test('what is pushed to the phone is shown', async () => {
  const context = await as('grid_worker', { ...GROUND, permissions: ['geolocation', 'notifications'] })
  const page = await opened('', context)
  await page.evaluate(async () => { await navigator.serviceWorker.ready })
  const wire = await context.newCDPSession(page)
  const registered = new Promise<string>((told) => wire.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => { if (registrations[0]) told(registrations[0].registrationId) }))
  await wire.send('ServiceWorker.enable')
  await wire.send('ServiceWorker.deliverPushMessage', { origin: new URL(page.url()).origin, registrationId: await registered, data: JSON.stringify({ title: '请核查', body: '20261129-220302-000001 主办单位已办结。' }) })
  const shown = () => page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title }) => title))
  await expect.poll(shown).toEqual(['请核查'])
  await context.close()
})

test('nobody leaves without a word about what was not sent, and it goes out when they come back', async () => {
  const context = await as('grid_worker', GROUND)
  const page = await opened('', context)
  await context.route('**/api/reports:batch', (route) => route.abort())
  const me = await (await context.request.get('/api/me')).json() as { id: string }
  const id = await page.evaluate(async ({ by, point }) => {
    const { outbox } = (globalThis as unknown as { gongzhi: { outbox: { put: (given: unknown) => Promise<{ id: string }[]> } } }).gongzhi
    const [made] = await outbox.put({ by, title: '没发出的', what: { sort: 'report', said: { kind: '06013', channel: 'field', text: '没发出的', files: [], answers: {}, point } } })
    return made?.id ?? ''
  }, { by: me.id, point: { lon: here.longitude, lat: here.latitude, crs: 'wgs84' } })
  await page.goto('/field/messages')
  await page.locator('.list a, .empty').first().waitFor()
  await page.goto('/field/me')
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.locator('#left').waitFor()
  await page.waitForTimeout(500) // the sheet slides in
  await picture(page, 'field-leave')
  await page.getByRole('button', { name: '仍要退出' }).click()
  await page.waitForURL('**/login/**')
  const left = await page.evaluate(async () => new Promise<unknown[]>((told, failed) => {
    const opening = indexedDB.open('gongzhi.outbox')
    opening.onerror = failed
    opening.onsuccess = () => {
      const notes = opening.result.transaction('notes').objectStore('notes')
      const found = ['me', 'todo', 'mine', 'inbox'].map((name) => notes.get(name))
      notes.transaction.oncomplete = () => { told(found.map(({ result }) => result ?? null)) }
    }
  }))
  expect(left).toEqual([null, null, null, null]) // nothing of the city's is left on the phone
  await context.unroute('**/api/reports:batch')
  await signIn(context, 'grid_worker')
  await page.goto('/field/')
  await expect.poll(async () => (await context.request.get(`/api/matters/${id}`)).status(), { timeout: 30_000 }).toBe(200)
  await context.close()
})
