import fc from 'fast-check'
import { expect, test } from 'vitest'

import { edited, heard, open, type Answer, type Item, type Receipt, type What } from './item.ts'
import { pass } from './pass.ts'
import type { Blob64, Shelf } from './store.ts'
import type { Transport } from './transport.ts'

/** What the network or the phone does to one step. */
type Fate = 'good' | 'request-lost' | 'answer-lost' | 'twice' | 'late' | 'busy' | 'out' | 'crash-before' | 'crash-after'
const FATES: readonly Fate[] = ['good', 'request-lost', 'answer-lost', 'twice', 'late', 'busy', 'out', 'crash-before', 'crash-after']

class Crash extends Error {}

/** The model of the server: a key is done once, other words under a known key are refused, a bad one is refused. */
class Model {
  readonly done = new Map<string, string>()
  readonly files = new Map<string, number>()
  readonly log: string[] = []
  /** Commands that came before the report that they are about. */
  early = 0
  say(item: Item): Answer {
    const words = JSON.stringify([item.what, item.captured_at, item.ahead])
    const known = this.done.get(item.id)
    if (known !== undefined && known !== words) return refused('key-reused')
    if (JSON.stringify(item.what).includes('bad')) return refused('request-invalid')
    if (item.what?.sort === 'command' && !this.done.has(item.matter)) {
      this.early += 1
      return refused('matter-unknown')
    }
    if (known === undefined) {
      this.done.set(item.id, words)
      this.log.push(item.id)
    }
    return { sort: 'receipt', receipt: { id: item.id } as Receipt }
  }
  give(matter: string, digest: string): Answer {
    const place = `${matter} ${digest}`
    this.files.set(place, 1)
    return { sort: 'given', digest }
  }
}

const refused = (code: string): Answer => ({ sort: 'refused', problem: { code, status: 422, title: code, detail: '', way_out: '', details: {}, type: '' } })

const report = (text: string): What => ({ sort: 'report', said: { text, kind: 'unsorted', channel: 'field', files: [] } })

class Memory implements Shelf {
  readonly kept = new Map<string, Item>()
  readonly blobs = new Map<string, Blob64>()
  /** Writes left until the phone dies; -1: never. */
  dies = -1
  async items() { return [...this.kept.values()].map((item) => structuredClone(item)) }
  async add(items: readonly Item[]) { for (const item of items) if (!this.kept.has(item.id)) this.kept.set(item.id, structuredClone(item)) }
  async change(id: string, how: (item: Item) => Item) {
    if (this.dies === 0) throw new Crash()
    if (this.dies > 0) this.dies -= 1
    const found = this.kept.get(id)
    if (found) this.kept.set(id, structuredClone(how(found)))
    return structuredClone(this.kept.get(id))
  }
  async blob(digest: string) { return this.blobs.get(digest) }
  async note() { return undefined }
  async write() { /* nothing is noted here */ }
}

function item(id: string, turn: number, more: Partial<Item>): Item {
  return {
    id, turn, by: 'worker', state: 'waiting', matter: id, title: id, photos: [], captured_at: '2026-03-02T08:00:00Z', tries: 0, not_before: 0,
    what: report(id), ...more,
  }
}

function scene(count: number, flags: readonly number[]): Item[] {
  const items: Item[] = []
  for (let each = 0; each < count; each += 1) {
    const flag = flags[each] ?? 0
    const photos = Array.from({ length: flag % 3 }, (_, place) => ({ digest: `photo-${each}-${place}`, size: 1, given: false, left: false }))
    items.push(item(`report-${each}`, items.length, { photos, ...(flag % 7 === 6 ? { what: report('bad') } : {}) }))
    if (flag % 2) items.push(item(`comment-${each}`, items.length, { matter: `report-${each}`, what: { sort: 'command', name: 'comment', matter: `report-${each}`, said: { remark: 'there' } } }))
  }
  return items
}

/** A network with a fate for each request; `late` ones are done by the server only after others, or never answered. */
function network(model: Model, fates: Fate[], shelf: Memory): Transport & { settle: () => void } {
  const late: (() => void)[] = []
  const through = <T>(does: () => T, otherwise: (sort: 'lost' | 'later' | 'out') => T): T => {
    const fate = fates.shift() ?? 'good'
    if (fate === 'crash-before') throw new Crash()
    if (fate === 'request-lost') return otherwise('lost')
    if (fate === 'busy') return otherwise('later')
    if (fate === 'out') return otherwise('out')
    if (fate === 'late') {
      late.push(does)
      return otherwise('lost')
    }
    const answer = does()
    if (fate === 'crash-after') shelf.dies = 0
    if (fate === 'twice') return does()
    return fate === 'answer-lost' ? otherwise('lost') : answer
  }
  const none = (sort: 'lost' | 'later' | 'out'): Answer => sort === 'later' ? { sort, wait: 0 } : { sort }
  return {
    settle: () => { for (const does of late.splice(0).reverse()) does() },
    who: async () => ({ id: 'worker' }),
    reports: async (items) => through<Answer | Answer[]>(() => items.map((each) => model.say(each)), none),
    command: async (each) => through(() => model.say(each), none),
    photo: async (matter, { digest }) => through(() => model.give(matter, digest), none),
  }
}

async function day(count: number, flags: readonly number[], fates: readonly Fate[], settling: readonly boolean[]) {
  const [model, shelf, said, left] = [new Model(), new Memory(), scene(count, flags), [...fates]]
  await shelf.add(said)
  for (const each of said) for (const { digest } of each.photos) shelf.blobs.set(digest, { digest, bytes: new ArrayBuffer(1), type: '' })
  const transport = network(model, left, shelf)
  let [clock, round] = [0, 0]
  const turn = async () => {
    clock += 1_000_000
    try {
      await pass({ shelf, transport, now: () => clock, chance: () => 0.5, ahead: () => round * 1000, told: () => undefined })
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      shelf.dies = -1 // the phone starts again with what was written down
    }
    if (settling[round % settling.length]) transport.settle()
    round += 1
  }
  while (left.length > 0 && round < 400) await turn()
  for (let more = 0; more < 20; more += 1) {
    await turn()
    for (const { id, state, what } of await shelf.items()) { // the worker mends what was refused, or says it again
      if (state !== 'refused' || !what) continue
      await shelf.change(id, (now) => edited(now, what.sort === 'report' && what.said.text === 'bad' ? report('mended') : what, now.photos))
    }
  }
  transport.settle()
  return { model, said, items: await shelf.items() }
}

const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 40 })
const days = [fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(20), { maxLength: 8 }), fates, fc.array(fc.boolean(), { minLength: 1, maxLength: 5 })] as const

test('whatever the network does and wherever the phone dies, each thing said is on the server exactly once', async () => {
  await fc.assert(fc.asyncProperty(...days, async (count, flags, fate, settling) => {
    const { model, said, items } = await day(count, flags, fate, settling)
    expect(model.early).toBe(0)
    expect([...model.log].sort()).toEqual(said.map((each) => each.id).sort())
    expect([...model.files.keys()].sort()).toEqual(said.flatMap((each) => each.photos.map(({ digest }) => `${each.matter} ${digest}`)).sort())
    expect(items.map(({ id, state }) => [id, state])).toEqual(said.map(({ id }) => [id, 'done']))
  }), { numRuns: 300 })
}, 60_000)

test('nothing is forgotten before the server gave its receipt', async () => {
  const answers = fc.constantFrom<Answer>({ sort: 'lost' }, { sort: 'out' }, { sort: 'later', wait: 5 }, refused('no'))
  await fc.assert(fc.asyncProperty(fc.array(answers), async (given) => {
    const first = item('a', 0, {})
    const after = given.reduce((now, answer) => heard({ ...now, state: now.state === 'waiting' ? 'sending' : now.state }, answer, 0, 0), first)
    expect(after.what).toEqual(first.what)
    expect(after.state === 'refused' || open(after)).toBe(true)
  }))
})

test('a late refusal of something that has its receipt changes nothing', () => {
  const done = heard({ ...item('a', 0, {}), state: 'sending' }, { sort: 'receipt', receipt: { id: 'a' } as Receipt }, 0, 0)
  expect(done.state).toBe('done')
  for (const answer of [refused('no'), { sort: 'lost' }, { sort: 'later', wait: 1 }] as const) expect(heard(done, answer, 9, 0)).toEqual(done)
})

test('what was said in the name of one worker is not sent in the session of another', async () => {
  const [model, shelf] = [new Model(), new Memory()]
  await shelf.add([item('a', 0, { by: 'somebody' }), item('b', 1, {})])
  await pass({ shelf, transport: network(model, [], shelf), now: () => 1, chance: () => 0, ahead: () => 0, told: () => undefined })
  expect(model.log).toEqual(['b'])
})
