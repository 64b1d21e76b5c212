/** One sender at a time works through what waits, over all tabs and the service worker; anything that changes wakes it. */
import type { MatterId } from '@gongzhi/client'
import { newId } from '@gongzhi/client/older'

import { again, backoff, binned, edited, open, restored, without, type Item, type What } from './item.ts'
import { pass, type Outcome } from './pass.ts'
import { NoRoom, Store, type Blob64 } from './store.ts'
import { httpTransport, type Transport } from './transport.ts'

export interface Given {
  what: What
  by: string
  title: string
  photos?: readonly Blob64[]
  /** The matter's own uuid for a report, so that it can be named before it is sent; else the key. */
  id?: string
  captured_at?: string
}

export interface Around {
  store: Store
  transport?: Transport
  fetch?: typeof fetch
  now?: () => number
  chance?: () => number
  locks?: Pick<LockManager, 'request'>
  channel?: Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'>
}

const LOCK = 'gongzhi.outbox'
const SPARE = 5 * 1024 * 1024
export type Standing = Outcome['sort'] | 'sending' | 'unknown'

/** The token against forged requests: from the page's cookies, in a service worker from the cookie store or the note of a page. */
async function token(store: Store): Promise<string> {
  if (typeof document !== 'undefined') {
    const found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? ''
    if (found !== await store.note('csrf')) await store.write('csrf', found)
    return found
  }
  const { cookieStore } = globalThis as { cookieStore?: { get: (name: string) => Promise<{ value?: string } | null> } }
  return (await cookieStore?.get('csrftoken'))?.value ?? String(await store.note('csrf') ?? '')
}

export class Outbox {
  readonly store: Store
  standing: Standing = 'unknown'
  /** How far the phone's clock is ahead of the server's, in milliseconds, as far as it is known. */
  ahead = 0
  private readonly now: () => number
  private readonly chance: () => number
  private readonly transport: Transport
  private readonly locks: Pick<LockManager, 'request'>
  private readonly channel: NonNullable<Around['channel']>
  private readonly hearers = new Set<() => void>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private failures = 0
  private waked = false
  private going: Promise<void> | undefined

  constructor({ store, transport, fetch: send, now = Date.now, chance = Math.random, locks, channel }: Around) {
    this.store = store
    this.now = now
    this.chance = chance
    this.locks = locks ?? navigator.locks
    this.channel = channel ?? new BroadcastChannel(LOCK)
    this.transport = transport ?? httpTransport({
      fetch: send ?? ((address, init) => fetch(address, init)), now, csrf: () => token(store),
      lang: async () => String(await store.note('lang') ?? 'zh-CN'),
      clock: (ahead) => { this.ahead = ahead },
    })
    this.channel.addEventListener('message', () => this.tell())
  }

  /** Hear of every change, here or in another tab; what is returned ends it. */
  listen(hear: () => void): () => void {
    this.hearers.add(hear)
    return () => { this.hearers.delete(hear) }
  }

  items(): Promise<Item[]> {
    return this.store.items()
  }

  /** Keeps something for sending and wakes the sender; it is safe once this returns. Throws `NoRoom` and keeps nothing. */
  async put(...given: readonly Given[]): Promise<Item[]> {
    const photos = given.flatMap((each) => [...each.photos ?? []])
    await this.room(photos.reduce((sum, photo) => sum + photo.bytes.byteLength, 0))
    const first = Math.max(this.now() * 1000, ...(await this.store.items()).map((item) => item.turn + 1))
    const items = given.map((each, place) => this.made(each, first + place))
    await this.store.add(items, photos)
    this.changed()
    void this.wake()
    return items
  }

  private made({ what, by, title, photos = [], id = newId(), captured_at }: Given, turn: number): Item {
    const matter: MatterId = what.sort === 'report' ? id : what.matter
    return {
      id, by, turn, what, matter, title, state: 'waiting', tries: 0, not_before: 0,
      captured_at: captured_at ?? new Date(this.now()).toISOString(),
      photos: photos.map(({ digest, bytes }) => ({ digest, size: bytes.byteLength, given: false, left: false })),
    }
  }

  /** Throws `NoRoom` where so many bytes more would not fit. */
  async room(bytes: number): Promise<void> {
    const { quota, usage = 0 } = await navigator.storage?.estimate?.() ?? {}
    if (quota !== undefined && quota - usage < bytes + SPARE) throw new NoRoom()
  }

  async edit(id: string, what: What, photos: readonly Blob64[]): Promise<void> {
    for (const photo of photos) await this.store.keep(photo)
    await this.change(id, (item) => edited(item, what, photos.map(({ digest, bytes }) => ({ digest, size: bytes.byteLength, given: false, left: false }))))
  }

  again = (id: string) => this.change(id, again)
  without = (id: string, digest: string) => this.change(id, (item) => without(item, digest))
  bin = (id: string) => this.change(id, (item) => binned(item, this.now()))
  restore = (id: string) => this.change(id, restored)

  private async change(id: string, how: (item: Item) => Item): Promise<void> {
    await this.store.change(id, how)
    this.changed()
    void this.wake()
  }

  /** Try everything now, also what the server asked to wait with. */
  async tryNow(): Promise<void> {
    for (const { id, state } of await this.store.items()) if (state === 'waiting') await this.store.change(id, again)
    await this.wake()
  }

  /** Woken while it works, it goes round once more; ends when nothing can go for the moment. */
  wake(): Promise<void> {
    this.waked = true
    this.going ??= this.work().finally(() => { this.going = undefined })
    return this.going
  }

  private async work(): Promise<void> {
    clearTimeout(this.timer)
    while (this.waked) {
      this.waked = false
      const outcome = await this.locks.request(LOCK, { ifAvailable: true }, async (lock) => lock ? this.run() : undefined)
      if (outcome) this.after(outcome)
      else this.later(backoff(0, this.chance())) // another tab sends; look again in case it is closed
    }
  }

  private async run(): Promise<Outcome> {
    this.stand('sending')
    try {
      return await pass({
        shelf: this.store, transport: this.transport, now: this.now, chance: this.chance, ahead: () => this.ahead,
        told: () => { this.failures = 0; this.changed() },
      })
    } finally {
      this.changed()
    }
  }

  private after(outcome: Outcome) {
    this.stand(outcome.sort)
    if (outcome.sort === 'lost') this.later(backoff(this.failures++, this.chance()))
    else if (outcome.sort === 'wait') this.later(Math.max(0, outcome.until - this.now()))
    else this.failures = 0
  }

  private later(wait: number) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.wake(), wait)
  }

  /** How many wait, and whether something is on its way right now. */
  async waiting(): Promise<number> {
    return (await this.store.items()).filter(open).length
  }

  private stand(standing: Standing) {
    this.standing = standing
    this.tell()
  }

  private changed() {
    this.channel.postMessage('changed')
    this.tell()
  }

  private tell() {
    for (const hear of [...this.hearers]) hear()
  }

  async close() {
    clearTimeout(this.timer)
    this.channel.close()
    await this.store.close()
  }
}

/** Wakes the outbox of a page when the network, the page or the worker comes back. */
export function wakeWithPage(outbox: Outbox): () => void {
  const wake = () => { if (document.visibilityState === 'visible') void outbox.wake() }
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', wake)
  navigator.serviceWorker?.addEventListener('message', wake)
  wake()
  return () => {
    removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
    navigator.serviceWorker?.removeEventListener('message', wake)
  }
}
