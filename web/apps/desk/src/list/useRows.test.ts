import { Unreached, type Client, type MatterRow } from '@gongzhi/client'
import { Live, type Hears } from '@gongzhi/live'
import { flushPromises } from '@vue/test-utils'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref } from 'vue'

import { useRows } from './useRows.ts'

/** Rows of an answer of the server that the tests stand on: small, so that lists have an end to come to. */
const [FIRST, MORE] = [4, 3]
const GATHER = 2_000
const row = (id: number, version = 1) => ({ id: `m${id}`, version, opened: id, unit: id % 2 ? 'odd' : 'even' }) as unknown as MatterRow & { opened: number, unit: string }
type Row = ReturnType<typeof row>

/** The server: what it answers is true when it answers, and arrives when the test says so, or never. */
class House {
  rows = new Map<string, Row>(Array.from({ length: 9 }, (_, id) => [`m${id}`, row(id)]))
  next = 9
  answers: (() => void)[] = []
  news: (() => void)[] = []
  hears: Hears = {}
  listed(unit: string) { return [...this.rows.values()].filter((one) => !unit || one.unit === unit).sort((one, other) => other.opened - one.opened) }

  client = { api: { GET: (path: string, { params: { query } }: { params: { query: { unit?: string, limit: number, after?: string } } }) => {
    const left = this.listed(query.unit ?? '').filter((one) => !query.after || one.opened < Number(query.after))
    const rows = left.slice(0, query.after ? MORE : FIRST)
    const [more, all] = [left.length > rows.length, { total: left.length, exact: true }]
    const data = path.endsWith('/count') ? all : { ...all, rows: rows.map((one) => ({ ...one })), after: more ? String(rows.at(-1)?.opened) : null, ...(query.after || more ? { total: null } : {}) }
    return new Promise((give, lose) => this.answers.push((lost?: boolean) => { if (lost) lose(new Unreached('lost')); else give({ data, response: new Response() }) }))
  } } } as unknown as Client

  live = { listen: (hears: Hears) => { this.hears = hears; return () => undefined } } as unknown as Live

  change(at: number) {
    const known = [...this.rows.values()][at % this.rows.size]
    if (!known) return
    const changed = { ...known, version: known.version + 1 }
    this.rows.set(known.id, changed)
    this.news.push(() => this.hears.row?.({ ...changed }))
  }
  add() {
    const made = row(this.next++)
    this.rows.set(made.id, made)
    this.news.push(() => this.hears.row?.({ ...made }))
  }
  remove(at: number) {
    const known = [...this.rows.values()][at % this.rows.size]
    if (!known || this.rows.size < 2) return
    this.rows.delete(known.id)
    this.news.push(() => this.hears.gone?.(known.id))
  }
  async answer(at: number, lost: boolean) {
    const [one] = this.answers.splice(at % Math.max(1, this.answers.length), 1) as ((lost?: boolean) => void)[]
    one?.(lost)
    await flushPromises()
  }
  /** Everything that is under way arrives, and what follows from it. */
  async settle() {
    for (let turn = 0; turn < 60; turn += 1) {
      for (const tell of this.news.splice(0)) tell()
      while (this.answers.length > 0) await this.answer(0, false)
      await vi.advanceTimersByTimeAsync(GATHER)
      if (this.answers.length + this.news.length === 0) return
    }
    throw new Error('it never comes to rest')
  }
}

const scope = { now: effectScope() }
function stand() {
  const house = new House()
  const unit = ref('')
  const list = scope.now.run(() => useRows(() => ({ unit: unit.value }), house))
  if (!list) throw new Error('no scope')
  return { house, unit, list }
}
beforeEach(() => { vi.useFakeTimers(); scope.now = effectScope() })
afterEach(() => { scope.now.stop(); vi.useRealTimers() })

const STEPS = fc.array(fc.oneof(
  fc.record({ what: fc.constantFrom('change', 'remove', 'answer', 'lose'), at: fc.nat(12) }),
  fc.record({ what: fc.constantFrom('add', 'hear', 'more', 'reload', 'wait', 'cut', 'other'), at: fc.constant(0) }),
), { maxLength: 40 })

async function step({ house, unit, list }: ReturnType<typeof stand>, { what, at }: { what: string, at: number }) {
  switch (what) {
    case 'change': return house.change(at)
    case 'remove': return house.remove(at)
    case 'add': return house.add()
    case 'answer': return house.answer(at, false)
    case 'lose': return house.answer(at, true)
    case 'hear': return house.news.shift()?.()
    case 'more': return void list.more()
    case 'reload': return void list.reload()
    case 'wait': return void await vi.advanceTimersByTimeAsync(GATHER)
    case 'cut': // the stream broke: what was not heard yet never is, and one is told to look again
      house.news = []
      return house.hears.reset?.()
    default: unit.value = unit.value === 'odd' ? 'even' : 'odd'
  }
}

test('whatever is lost, late or overtaken: in the end every row is the newest, once, in order, of the list that is asked for, and none is missed', { timeout: 60_000 }, async () => {
  await fc.assert(fc.asyncProperty(STEPS, async (steps) => {
    scope.now.stop()
    scope.now = effectScope()
    const stood = stand()
    const { house, unit, list } = stood
    for (const one of steps) await step(stood, one)
    await house.settle()
    if (list.state.value !== 'there') { void list.reload(); await house.settle() }
    const shown = list.rows.value as Row[]
    for (const one of shown) expect(one).toEqual(house.rows.get(one.id))
    expect(shown.map((one) => one.opened)).toEqual([...new Set(shown.map((one) => one.opened))].sort((one, other) => other - one))
    for (const one of shown) expect([one.unit, '']).toContain(unit.value)
    expect(list.total.value, 'as many as there are').toBe(house.listed(unit.value).length)
    const [known, listed] = [new Set([...shown, ...list.fresh.value].map((one) => one.id)), house.listed(unit.value)]
    if (shown.length === 0) expect(listed).toEqual([])
    const [top, end] = [shown[0]?.opened ?? Infinity, shown.at(-1)?.opened ?? Infinity]
    for (const one of listed) if (one.opened <= top && one.opened >= end) expect(known, 'no hole in what is shown').toContain(one.id)
    for (const one of listed.slice(0, FIRST)) if (one.opened > top) expect(known, 'new ones are offered').toContain(one.id)
    if (!list.hasMore()) expect(listed.at(-1)?.opened ?? Infinity).toBe(end)
  }), { numRuns: 500 })
})

test('new rows wait above, and are not pushed under the eyes of whoever reads', async () => {
  const { house, list } = stand()
  await house.settle()
  const before = list.rows.value.map((one) => one.id)
  house.add()
  await house.settle()
  expect(list.rows.value.map((one) => one.id)).toEqual(before)
  expect(list.fresh.value.map((one) => one.id)).toEqual(['m9'])
  void list.reload()
  await house.settle()
  expect(list.rows.value[0]?.id).toBe('m9')
  expect(list.fresh.value).toEqual([])
})

test('without a network the rows stay, and one is told', async () => {
  const { house, list } = stand()
  await house.settle()
  void list.reload()
  await house.answer(0, true)
  expect(list.state.value).toBe('unreached')
  expect(list.rows.value).toHaveLength(FIRST)
  expect(list.hasMore()).toBe(true)
})
