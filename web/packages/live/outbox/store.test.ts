import 'fake-indexeddb/auto'

import { openDB } from 'idb'
import { beforeEach, expect, test } from 'vitest'

import type { Item, What } from './item.ts'
import { NoRoom, STEPS, Store, type Database } from './store.ts'

const what: What = { sort: 'report', said: { text: '路面有坑', kind: '06013', channel: 'field', files: [] } }
const item = (id: string, turn: number, more: Partial<Item> = {}): Item => ({
  id, turn, by: 'person:1', state: 'waiting', what, matter: id, title: id, photos: [], captured_at: '2026-03-02T08:00:00Z', tries: 0, not_before: 0, ...more,
})
const bytes = (digest: string) => ({ digest, bytes: new Uint8Array([1, 2, 3]).buffer, type: 'image/jpeg' })
const photo = (digest: string) => ({ digest, size: 3, given: false, left: false })

let [name, count] = ['', 0]
beforeEach(() => { name = `outbox-${count += 1}` })

test('what was put is there in the order in which it was said, also for another tab and after a restart', async () => {
  const store = new Store(name)
  await store.add([item('b', 2), item('a', 1)], [bytes('x')])
  await store.close()
  const next = new Store(name)
  expect((await next.items()).map(({ id }) => id)).toEqual(['a', 'b'])
  expect((await next.blob('x'))?.bytes.byteLength).toBe(3)
  await next.close()
})

test('an id that is known already keeps its first words', async () => {
  const store = new Store(name)
  await store.add([item('a', 1)])
  await store.add([item('a', 1, { title: 'another' })])
  expect((await store.items())[0]?.title).toBe('a')
  await store.close()
})

test('an app that adds to the database finds everything that an older one left there', async () => {
  const old = new Store(name, STEPS)
  await old.add([item('a', 1)], [bytes('x')])
  await old.write('draft', { text: 'half' })
  await old.close()
  const grown = [...STEPS, (db: Database) => { db.createObjectStore('later' as 'notes') }]
  const updated = new Store(name, grown)
  expect((await updated.items()).map(({ id, what: said }) => [id, said])).toEqual([['a', what]])
  expect(await updated.blob('x')).toBeDefined()
  expect(await updated.note('draft')).toEqual({ text: 'half' })
  await updated.close()
})

test('a tab of the older app lets the newer one open the database', async () => {
  const old = new Store(name)
  await old.add([item('a', 1)])
  const updated = new Store(name, [...STEPS, () => undefined])
  expect(await updated.items()).toHaveLength(1)
  await updated.close()
})

test('no step takes anything away', () => {
  for (const step of STEPS) expect(step.toString()).not.toMatch(/delete|clear/)
})

test('the first step is what the first phones have', async () => {
  const db = await openDB(name, 1, { upgrade: (made) => STEPS[0]?.(made as unknown as Database) })
  expect([...db.objectStoreNames]).toEqual(['blobs', 'items', 'notes'])
  db.close()
})

test('the sweep leaves what waits, was refused or lies in the bin for less than thirty days, with its photos', async () => {
  const store = new Store(name)
  const now = Date.parse('2026-03-31T08:00:00Z')
  await store.add([
    item('waits', 1, { photos: [photo('p1')] }), item('refused', 2, { state: 'refused', photos: [photo('p2')] }),
    item('binned', 3, { binned_at: '2026-03-02T08:00:00Z', photos: [photo('p3')] }),
    item('old', 4, { binned_at: '2026-02-28T08:00:00Z', photos: [photo('p4')] }),
    item('done', 5, { state: 'done', photos: [photo('p5')] }),
  ], ['p1', 'p2', 'p3', 'p4', 'p5', 'draft'].map(bytes))
  await store.sweep(now, ['draft'])
  expect((await store.items()).map(({ id }) => id)).toEqual(['waits', 'refused', 'binned', 'done'])
  const left = await Promise.all(['p1', 'p2', 'p3', 'p4', 'p5', 'draft'].map(async (digest) => Boolean(await store.blob(digest))))
  expect(left).toEqual([true, true, true, false, false, true])
  await store.close()
})

test('a receipt is kept half a year, and what was never received as long as it takes', async () => {
  const store = new Store(name)
  const before = '2025-01-02T08:00:00Z'
  await store.add([
    item('received', 1, { state: 'done', heard_at: before }), item('late', 2, { heard_at: before }), item('refused', 3, { state: 'refused', heard_at: before }),
    item('lately', 4, { state: 'done', heard_at: '2026-03-01T08:00:00Z' }),
  ])
  await store.sweep(Date.parse('2026-03-31T08:00:00Z'), [])
  expect((await store.items()).map(({ id }) => id)).toEqual(['late', 'refused', 'lately'])
  await store.close()
})

test('a phone without room says so, and keeps the item whole or not at all', async () => {
  const store = new Store(name)
  const put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (value: { bytes?: ArrayBuffer }, ...rest) {
    if (value.bytes) throw new DOMException('full', 'QuotaExceededError')
    return put.call(this, value, ...rest)
  }
  try {
    await expect(store.add([item('a', 1)], [bytes('x')])).rejects.toThrow(NoRoom)
  } finally {
    IDBObjectStore.prototype.put = put
  }
  expect(await store.items()).toEqual([])
  await store.close()
})
