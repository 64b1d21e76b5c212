import 'fake-indexeddb/auto'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { begun, BIN_DAYS, saidAt, type Answer, type Item, type What } from './item.ts'
import { Outbox } from './outbox.ts'
import { NoRoom, Store } from './store.ts'
import { httpTransport, type Transport } from './transport.ts'

const what: What = { sort: 'report', said: { text: '路面有坑', kind: '06013', channel: 'field', files: [] } }
const receipt = (id: string) => ({ id, number: '1', version: 1, stage: 'reported', holder: '', recorded_at: '2026-03-02T08:00:00Z' })
const photo = (digest: string, size = 3) => ({ digest, bytes: new Uint8Array(size).buffer, type: 'image/jpeg' })

/** A lock over everything that asks for it, as the browser has one over its tabs. */
class Locks {
  held = false
  async request(_name: string, _how: unknown, work: (lock: unknown) => unknown) {
    if (this.held) return work(null)
    this.held = true
    try { return await work({}) } finally { this.held = false }
  }
}

let [name, count] = ['', 0]
const opened: Outbox[] = []
beforeEach(() => { name = `sending-${count += 1}` })
afterEach(async () => { for (const outbox of opened.splice(0)) await outbox.close() })

function outboxOn(transport: Partial<Transport>, locks: Locks = new Locks()): Outbox {
  const outbox = new Outbox({
    store: new Store(name), locks: locks as unknown as LockManager, chance: () => 0.5,
    transport: { who: async () => ({ id: 'me' }), reports: async (items) => items.map(({ id }) => ({ sort: 'receipt', receipt: receipt(id) })), ...transport } as Transport,
  })
  opened.push(outbox)
  return outbox
}

describe('the outbox', () => {
  test('sends what was put and keeps the receipt without the words', async () => {
    const outbox = outboxOn({})
    const [put] = await outbox.put({ what, by: 'me', title: '坑' })
    await outbox.wake()
    const [item] = await outbox.items()
    expect([item?.id, item?.state, item?.what, item?.receipt?.number]).toEqual([put?.id, 'done', undefined, '1'])
  })

  test('sends once where two tabs are woken at the same time', async () => {
    const sent: string[] = []
    const reports = async (items: readonly Item[]): Promise<Answer[]> => {
      sent.push(...items.map(({ id }) => id))
      await new Promise((done) => setTimeout(done, 20))
      return items.map(({ id }) => ({ sort: 'receipt', receipt: receipt(id) }))
    }
    const locks = new Locks()
    const [one, two] = [outboxOn({ reports }, locks), outboxOn({ reports }, locks)]
    const [put] = await one.put({ what, by: 'me', title: '坑' })
    await Promise.all([one.wake(), two.wake()])
    expect(sent).toEqual([put?.id])
  })

  test('asks to sign in only when the server says so, and loses nothing by it', async () => {
    const outbox = outboxOn({ who: async () => 'out' })
    await outbox.put({ what, by: 'me', title: '坑' })
    await outbox.wake()
    expect(outbox.standing).toBe('out')
    expect((await outbox.items())[0]).toMatchObject({ state: 'waiting', what })
  })

  test('goes on by itself some time after the network was lost', async () => {
    let lost = true
    const outbox = outboxOn({ who: async () => lost ? 'lost' : { id: 'me' } })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await outbox.put({ what, by: 'me', title: '坑' })
      await outbox.wake()
      lost = false
      await vi.runAllTimersAsync()
    } finally {
      vi.useRealTimers()
    }
    await vi.waitFor(async () => expect((await outbox.items())[0]?.state).toBe('done'))
  })

  test('finds the request that is wrong among many and sends the others', async () => {
    const reports = async (items: readonly Item[]): Promise<Answer | Answer[]> => items.some(({ title }) => title === 'wrong')
      ? { sort: 'refused', problem: { code: 'body-too-large', status: 413, title: '', detail: '', way_out: '', details: {}, type: '' } }
      : items.map(({ id }) => ({ sort: 'receipt', receipt: receipt(id) }))
    const outbox = outboxOn({ reports })
    await outbox.put(...Array.from({ length: 9 }, (_, place) => ({ what, by: 'me', title: place === 4 ? 'wrong' : 'good' })))
    await outbox.wake()
    expect((await outbox.items()).filter(({ state }) => state !== 'done').map(({ title, state }) => [title, state])).toEqual([['wrong', 'refused']])
  })

  test('tries at once, when asked, what the server asked to wait with', async () => {
    let busy = true
    const outbox = outboxOn({ reports: async (items) => busy ? { sort: 'later', wait: 60_000 } : items.map(({ id }) => ({ sort: 'receipt', receipt: receipt(id) })) })
    await outbox.put({ what, by: 'me', title: '坑' })
    await outbox.wake()
    busy = false
    await outbox.wake()
    expect((await outbox.items())[0]?.state).toBe('waiting')
    await outbox.tryNow()
    expect((await outbox.items())[0]?.state).toBe('done')
  })

  test('keeps in its bin what was taken out, for thirty days, and gives it back', async () => {
    const outbox = outboxOn({ who: async () => 'lost' })
    const [put] = await outbox.put({ what, by: 'me', title: '坑' })
    await outbox.bin(put?.id ?? '')
    await outbox.store.sweep(Date.now() + (BIN_DAYS - 1) * 86_400_000, [])
    await outbox.restore(put?.id ?? '')
    expect(await outbox.waiting()).toBe(1)
  })

  test('says that the phone is full before it takes a photo', async () => {
    const outbox = outboxOn({})
    vi.stubGlobal('navigator', { ...navigator, storage: { estimate: async () => ({ quota: 10_000_000, usage: 9_999_000 }) } })
    await expect(outbox.put({ what, by: 'me', title: '坑', photos: [photo('x')] })).rejects.toThrow(NoRoom)
    vi.unstubAllGlobals()
    expect(await outbox.items()).toEqual([])
  })

  test('a clock that is a day ahead is noticed: the phone keeps its own time, the server gets the true one', () => {
    const item = { captured_at: '2026-03-03T08:00:00.000Z', ahead: 86_400_000 } as Item
    expect(saidAt(item)).toEqual({ captured_at: '2026-03-02T08:00:00.000Z', device_at: item.captured_at })
    expect(saidAt({ ...item, ahead: 30_000 })).toEqual({ captured_at: item.captured_at })
  })

  test('a clock that was a day ahead and was set right before it was sent says nothing in the future', () => {
    const item = { captured_at: '2026-03-03T08:00:00.000Z' } as Item
    const sent = begun(item, 0, Date.parse('2026-03-02T09:00:00Z'))
    expect(saidAt(sent)).toEqual({ captured_at: '2026-03-02T09:00:00.000Z', device_at: item.captured_at })
    expect(begun(sent, 0, Date.parse('2026-03-02T10:00:00Z')).ahead).toBe(sent.ahead)
    expect(saidAt(begun(item, 0, Date.parse('2026-03-03T09:00:00Z')))).toEqual({ captured_at: item.captured_at })
  })
})

describe('on the wire', () => {
  function wired(answers: ((address: string, init: RequestInit) => Response | Promise<Response>)[]) {
    const asked: string[] = []
    let ahead = 0
    const transport = httpTransport({
      fetch: async (address, init) => {
        asked.push(`${init.method} ${address}`)
        const answer = answers.shift()
        if (!answer) throw new TypeError('no network')
        return answer(address, init)
      },
      csrf: async () => 'token', lang: async () => 'zh-CN', clock: (found) => { ahead = found }, now: () => Date.parse('2026-03-03T08:00:00Z'),
    })
    return { transport, asked, ahead: () => ahead }
  }
  const json = (body: unknown, status = 200, headers = {}) => () => new Response(JSON.stringify(body), { status, headers })
  const blob = photo('d', 600_000)

  test('a photo goes on where the server says it stopped', async () => {
    const { transport, asked } = wired([
      json({ id: 'u', received: 262_144, finished: false }),
      json({ code: 'upload-offset-differs', title: '', details: { received: 400_000 } }, 409),
      json({ received: 600_000 }), json({ finished: true }), () => new Response(null, { status: 204 }),
    ])
    expect(await transport.photo('m', blob)).toEqual({ sort: 'given', digest: 'd' })
    expect(asked).toEqual([
      'POST /api/uploads', 'PATCH /api/uploads/u?offset=262144', 'PATCH /api/uploads/u?offset=400000', 'POST /api/uploads/u/finish', 'PUT /api/matters/m/files/d',
    ])
  })

  test.each([
    [json({ code: 'not-signed-in', title: '' }, 401), 'out'], [json({ code: 'not-allowed', title: '' }, 403), 'out'], [json({}, 502), 'lost'],
    [json({ code: 'too-many-requests', title: '' }, 429, { 'Retry-After': '7' }), 'later'], [json({}, 500), 'later'], [() => new Response('{"an'), 'lost'],
    [json({ code: 'file-not-announced', title: '' }, 422), 'refused'],
  ])('what is no answer to the words leaves them waiting (%#)', async (answer, sort) => {
    expect((await wired([answer]).transport.photo('m', blob)).sort).toBe(sort)
  })

  test('no network at all is lost, and the clock of the phone is compared with each answer', async () => {
    expect(await wired([]).transport.who()).toBe('lost')
    const { transport, ahead } = wired([json({ id: 'me' }, 200, { Date: 'Mon, 02 Mar 2026 08:00:00 GMT' })])
    expect(await transport.who()).toEqual({ id: 'me' })
    expect(Math.round(ahead() / 3_600_000)).toBe(24)
  })
})
