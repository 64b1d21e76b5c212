/** A list without pages: rows come as one scrolls, stay where they are while others change them, and new ones wait above. */
import { Refusal, taken, Unreached, type MatterRow, type Problem } from '@gongzhi/client'
import { house, type House } from '@gongzhi/kit'
import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'

import type { Wish } from '../desks.ts'

/** Rows of the first answer, and of each that follows. */
const FIRST = 50
const MORE = 200
/** Milliseconds that changes are gathered before new rows are looked for. */
const GATHER = 2_000

export function useRows(wish: MaybeRefOrGetter<Wish | undefined>, { client, live }: House = house()) {
  const rows = shallowRef<MatterRow[]>([])
  const total = ref<number>()
  const exact = ref(true)
  const state = ref<'loading' | 'there' | 'refused' | 'unreached'>('loading')
  const problem = shallowRef<Problem>()
  /** Rows of the same list that came since and are not shown yet. */
  const fresh = shallowRef<MatterRow[]>([])
  let after: string | null = null
  let asked = 0
  let reading = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function page(limit: number, from?: string) {
    const query = { ...toValue(wish), limit, ...(from ? { after: from } : {}) }
    return taken(await client.api.GET('/api/matters', { params: { query: query as { limit: number } } }))
  }
  async function reload() {
    if (!toValue(wish)) return
    const mine = ++asked
    fresh.value = []
    try {
      const first = await page(FIRST)
      if (mine !== asked) return
      rows.value = first.rows
      after = first.after
      total.value = first.total ?? undefined
      exact.value = first.exact
      state.value = 'there'
    } catch (error) { if (mine === asked) fail(error) }
  }
  function fail(error: unknown) {
    if (error instanceof Refusal) {
      problem.value = error.problem
      state.value = 'refused'
    } else if (error instanceof Unreached) state.value = 'unreached'
    else throw error
  }
  /** The rows after the last one, if there are any. */
  async function more() {
    if (!after || reading) return
    const mine = asked
    reading = true
    try {
      const next = await page(MORE, after)
      if (mine !== asked) return
      const known = new Set(rows.value.map((row) => row.id))
      rows.value = [...rows.value, ...next.rows.filter((row) => !known.has(row.id))]
      after = next.after
    } catch (error) { fail(error) } finally { reading = false }
  }
  async function look() {
    timer = undefined
    const mine = asked
    try {
      const first = await page(FIRST)
      if (mine !== asked) return
      const known = new Set(rows.value.map((row) => row.id))
      fresh.value = first.rows.filter((row) => !known.has(row.id))
      total.value = first.total ?? undefined
    } catch (error) { if (!(error instanceof Unreached)) fail(error) }
  }
  function hear(row: MatterRow) {
    const at = rows.value.findIndex((known) => known.id === row.id)
    const known = rows.value[at]
    if (known && known.version < row.version) rows.value = rows.value.with(at, row)
    timer ??= setTimeout(() => void look(), GATHER)
  }
  const leave = live.listen({
    row: hear,
    gone: (id) => { rows.value = rows.value.filter((row) => row.id !== id) },
    reset: () => { timer ??= setTimeout(() => void look(), GATHER) },
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    leave()
  })
  watch(() => JSON.stringify(toValue(wish)), () => {
    state.value = 'loading'
    rows.value = []
    problem.value = undefined
    void reload()
  }, { immediate: true })

  return { rows, total, exact, state, problem, fresh, more, reload, hasMore: () => after !== null }
}
