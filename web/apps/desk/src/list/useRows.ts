/** A list without pages: rows come as one scrolls, stay where they are while others change them, and new ones wait above. */
import { Refusal, taken, Unreached, type MatterRow, type Problem } from '@gongzhi/client'
import { house, type House } from '@gongzhi/kit'
import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'

import type { Wish } from '../desks.ts'
import { hearing, relaid, renewed } from './hearing.ts'

/** Rows of the first answer, and of each that follows. */
const FIRST = 50
const MORE = 200
/** Rows that are read again at the most when something may have been missed. */
const AGAIN = 2_000
/** Milliseconds that changes are gathered before new rows are looked for. */
const GATHER = 2_000

interface Count { total: number | null, exact: boolean }

/** How many there are: asked for when the first rows stand and do not tell it, since counting takes longer than finding them. */
function counting(count: () => Promise<Count>) {
  const total = ref<number>()
  const exact = ref(true)
  let asked = 0
  const counted = (found: Count) => {
    total.value = found.total ?? undefined
    exact.value = found.exact
  }
  return {
    total, exact,
    forget() {
      total.value = undefined
      asked += 1
    },
    async counts(first: Count, failed: (error: unknown) => void) {
      const mine = ++asked
      if (first.total !== null) return counted(first)
      try {
        const found = await count()
        if (mine === asked) counted(found)
      } catch (error) { if (mine === asked) failed(error) }
    },
  }
}

/** Whether the list could be read. */
function standing() {
  const state = ref<'loading' | 'there' | 'refused' | 'unreached'>('loading')
  const problem = shallowRef<Problem>()
  return {
    state, problem,
    fail(error: unknown) {
      if (error instanceof Refusal) {
        problem.value = error.problem
        state.value = 'refused'
      } else if (error instanceof Unreached) state.value = 'unreached'
      else throw error
    },
  }
}

/** Pages of the list as the server has them, with what was heard while they were under way. */
function pages(client: House['client'], wish: MaybeRefOrGetter<Wish | undefined>) {
  const heard = hearing()
  const read = {
    count: async () => taken(await client.api.GET('/api/matters/count', { params: { query: { ...toValue(wish) } as object } })),
    page: (limit: number, from?: string) => heard.during(async () => {
      const query = { ...toValue(wish), limit, counted: false, ...(from ? { after: from } : {}) }
      const found = taken(await client.api.GET('/api/matters', { params: { query: query as { limit: number } } }))
      return { ...found, rows: heard.newest(found.rows) }
    }),
  }
  return {
    ...heard, ...read,
    /** The first page, and all rows from the top down until it is enough, or as many as may be read again. */
    async down(enough: (read: MatterRow[]) => boolean) {
      let next = await read.page(MORE)
      const [first, rows] = [next, [...next.rows]]
      while (next.after && rows.length < AGAIN && !enough(rows)) {
        next = await read.page(MORE, next.after)
        rows.push(...next.rows)
      }
      return { first, rows, cut: Boolean(next.after) && rows.length >= AGAIN }
    },
  }
}

export function useRows(wish: MaybeRefOrGetter<Wish | undefined>, { client, live }: House = house()) {
  const rows = shallowRef<MatterRow[]>([])
  const { state, problem, fail } = standing()
  /** Rows of the same list that came since and are not shown yet. */
  const fresh = shallowRef<MatterRow[]>([])
  let after: string | null = null
  /** Which list is on the screen: what is answered to an earlier one is not shown. */
  let asked = 0
  /** The list for which more rows are being read. */
  let reading = -1
  let reloading = 0
  let looks = 0
  /** Something was missed and could not be read again yet. */
  let missed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const { during, hear: note, newest, page, count, down } = pages(client, wish)
  const { total, exact, forget, counts } = counting(count)

  /** The first rows stand, and are counted. */
  const told = (first: Count) => { state.value = 'there'; void counts(first, later) }

  async function reload() {
    if (!toValue(wish)) return
    const mine = ++asked
    reloading += 1
    fresh.value = []
    try {
      const first = await page(FIRST)
      if (mine !== asked) return
      rows.value = first.rows
      after = first.after
      told(first)
      if (rows.value.length === 0 && after) void reload() // all of them have left meanwhile
    } catch (error) { if (mine === asked) fail(error) } finally { reloading -= 1 }
  }
  /** The rows after the last one, if there are any. */
  async function more() {
    if (!after || reloading > 0 || reading === asked) return // what follows the old rows does not follow the new ones
    const mine = reading = asked
    try {
      const next = await page(MORE, after)
      if (mine !== asked) return
      const known = new Set(rows.value.map((row) => row.id))
      rows.value = [...rows.value, ...next.rows.filter((row) => !known.has(row.id))]
      after = next.after
      state.value = 'there'
    } catch (error) { if (mine === asked) fail(error) } finally { if (reading === mine) reading = -1 }
  }
  /** Look for new rows of the list; what is shown stays where it is, in its newest state. */
  async function look() {
    timer = undefined
    if (state.value !== 'there') return reload()
    if (missed) return again()
    const [mine, turn] = [asked, ++looks]
    try {
      const first = await page(FIRST)
      if (mine !== asked || turn !== looks) return
      const known = new Set(rows.value.map((row) => row.id))
      fresh.value = first.rows.filter((row) => !known.has(row.id))
      rows.value = renewed(rows.value, first.rows)
      told(first)
    } catch (error) { if (mine === asked) later(error) }
  }
  function later(error: unknown) {
    if (error instanceof Unreached) soon()
    else fail(error)
  }
  function soon() { timer ??= setTimeout(() => void look(), GATHER) }
  function hear(row: MatterRow) {
    note(row.id, row)
    rows.value = renewed(rows.value, [row])
    fresh.value = renewed(fresh.value, [row])
    soon()
  }
  function leaves(id: string) {
    note(id, 'gone')
    rows.value = rows.value.filter((row) => row.id !== id)
    fresh.value = fresh.value.filter((row) => row.id !== id)
    if (rows.value.length === 0 && state.value === 'there') void reload()
    else soon() // there is one less
  }
  async function readAgain(mine: number) {
    const read = await down((found) => mine !== asked || found.some((row) => row.id === rows.value.at(-1)?.id))
    if (mine !== asked) return
    told(read.first)
    ;[rows.value, fresh.value] = relaid(rows.value, newest(read.rows), read.cut)
  }
  /** Something may have been missed: what is shown is read again, as far down as one has come. */
  async function again() {
    if (state.value !== 'there' || reloading > 0) return reload()
    const wanted = reading === asked
    const mine = ++asked // what was asked for before may be older
    missed = false
    try {
      await during(() => readAgain(mine))
      if (mine !== asked) return
      if (rows.value.length === 0) return await reload()
      if (wanted) void more()
    } catch (error) {
      if (mine !== asked) return
      missed = true
      later(error)
    }
  }
  const leave = live.listen({ row: hear, gone: leaves, reset: () => void again() })
  onScopeDispose(() => {
    clearTimeout(timer)
    leave()
  })
  watch(() => JSON.stringify(toValue(wish)), () => {
    state.value = 'loading'
    rows.value = []
    forget()
    after = null
    problem.value = undefined
    void reload()
  }, { immediate: true })

  return { rows, total, exact, state, problem, fresh, more, reload, hasMore: () => after !== null }
}
