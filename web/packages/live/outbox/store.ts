/** What waits lies in the phone's own database; an update of the app may add to it and takes nothing away. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

import { expired, type Item } from './item.ts'

export interface Kept extends DBSchema {
  items: { key: string, value: Item, indexes: { turn: number } }
  /** The bytes of photos by their SHA-256. */
  blobs: { key: string, value: { digest: string, bytes: ArrayBuffer, type: string } }
  /** Small things by name: drafts, who is signed in, the token of the browser, how far the clock is off. */
  notes: { key: string, value: unknown }
}
export type Database = IDBPDatabase<Kept>

export const NAME = 'gongzhi.outbox'
/** One step per version of the database, each only adding; a step that went out is never changed. */
export const STEPS: readonly ((db: Database) => void)[] = [
  (db) => {
    db.createObjectStore('items', { keyPath: 'id' }).createIndex('turn', 'turn')
    db.createObjectStore('blobs', { keyPath: 'digest' })
    db.createObjectStore('notes')
  },
]

/** The phone has no room left: said before anything is lost. */
export class NoRoom extends Error {
  override name = 'NoRoom'
}

async function roomy<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error
    throw new NoRoom()
  }
}

export interface Blob64 { digest: string, bytes: ArrayBuffer, type: string }

/** Where items are kept: in the phone's database, or in memory for a test. */
export interface Shelf {
  items: () => Promise<Item[]>
  /** Adds new ones with their photos, all of it or nothing; a known id is left as it is. */
  add: (items: readonly Item[], photos: readonly Blob64[]) => Promise<void>
  /** The item as `how` makes it from what lies there now. */
  change: (id: string, how: (item: Item) => Item) => Promise<Item | undefined>
  blob: (digest: string) => Promise<Blob64 | undefined>
  note: (name: string) => Promise<unknown>
  write: (name: string, value: unknown) => Promise<void>
}

export class Store implements Shelf {
  private readonly opening: Promise<Database>
  constructor(name = NAME, steps = STEPS) {
    this.opening = openDB<Kept>(name, steps.length, {
      upgrade: (db, from) => { for (const step of steps.slice(from)) step(db) },
      blocking: (_now, _next, event) => (event.target as IDBDatabase).close(), // a newer app may add to it now
    })
  }

  async items(): Promise<Item[]> {
    return (await this.opening).getAllFromIndex('items', 'turn')
  }

  async add(items: readonly Item[], photos: readonly Blob64[] = []) {
    const work = (await this.opening).transaction(['items', 'blobs'], 'readwrite', { durability: 'strict' })
    const put = async () => { // photos first: without them nothing is added
      for (const photo of photos) await work.objectStore('blobs').put(photo)
      for (const item of items) if (!await work.objectStore('items').get(item.id)) await work.objectStore('items').put(item)
    }
    await roomy(() => Promise.all([put(), work.done]))
  }

  async change(id: string, how: (item: Item) => Item): Promise<Item | undefined> {
    const work = (await this.opening).transaction('items', 'readwrite', { durability: 'strict' })
    const found = await work.store.get(id)
    const made = found && how(found)
    await roomy(() => Promise.all([made ? work.store.put(made) : undefined, work.done]))
    return made
  }

  async blob(digest: string) {
    return (await this.opening).get('blobs', digest)
  }

  /** Keeps the bytes of a photo that a draft names. */
  async keep(photo: Blob64) {
    const db = await this.opening
    await roomy(() => db.put('blobs', photo))
  }

  async note(name: string): Promise<unknown> {
    return (await this.opening).get('notes', name)
  }

  async write(name: string, value: unknown) {
    const db = await this.opening
    await roomy(() => db.put('notes', value, name))
  }

  /** Throws away what the bin kept long enough, and bytes that nothing open names (`drafts`: digests of drafts). */
  async sweep(now: number, drafts: readonly string[]) {
    const work = (await this.opening).transaction(['items', 'blobs'], 'readwrite')
    const named = new Set(drafts)
    for (const item of await work.objectStore('items').getAll()) {
      if (expired(item, now)) await work.objectStore('items').delete(item.id)
      else if (item.state !== 'done') for (const photo of item.photos) named.add(photo.digest)
    }
    for (const digest of await work.objectStore('blobs').getAllKeys()) if (!named.has(digest)) await work.objectStore('blobs').delete(digest)
    await work.done
  }

  async close() {
    (await this.opening).close()
  }
}
