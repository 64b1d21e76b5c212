/** All that this worker reported, with every later step: kept in the phone, fresh by the stream, marked until it was looked at. */
import { Refusal, taken, Unreached, type MatterRow, type Schemas } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { computed, ref, shallowRef, watch } from 'vue'

import { outbox, useOutbox } from './useOutbox.ts'
import { useWorker } from './useWorker.ts'

export type Reported = Schemas['ReportedOut']
interface Kept { by: string, rows: Reported[], seen: Record<string, string> }

/** Reports that are kept in the phone; older ones are asked for. */
const KEPT = 60
const PAGE = 20
/** Milliseconds for which a step is said at the top of every page. */
const SAID = 8000
/** Milliseconds in which several causes to ask again are one. */
const TOGETHER = 400

const rows = shallowRef<Reported[]>([])
const after = ref<string | null>(null)
const seen = ref<Record<string, string>>({})
const state = ref<'loading' | 'there' | 'old'>('loading')
const step = shallowRef<MatterRow>()
let following = false
let saying: ReturnType<typeof setTimeout> | undefined
let asking: ReturnType<typeof setTimeout> | undefined

/** How far a report has come, as one text: another text is a new step. */
export const mark = ({ matter, followed }: Reported): string => matter ? String(matter.version) : `${followed?.stage ?? ''} ${followed?.answers.length ?? 0}`

async function keep(by: string) {
  const kept = rows.value.slice(0, KEPT)
  const looked = Object.fromEntries(kept.map((row) => [row.id, seen.value[row.id] ?? mark(row)]))
  await outbox.store.write('mine', { by, rows: kept, seen: looked } satisfies Kept)
}

async function fetchPage(by: string, from = '') {
  try {
    const found = taken(await house().client.api.GET('/api/reports/mine', { params: { query: { limit: PAGE, ...(from ? { after: from } : {}) } } }))
    rows.value = from ? [...rows.value, ...found.rows] : found.rows
    after.value = found.after
    state.value = 'there'
    for (const row of found.rows) seen.value[row.id] ??= mark(row) // what is met for the first time is no news
    await keep(by)
  } catch (error) {
    if (!(error instanceof Unreached || error instanceof Refusal)) throw error
    state.value = 'old'
  }
}

function took(row: MatterRow, by: string) {
  const known = rows.value.find(({ id }) => id === row.id)
  if (!known || (known.matter?.version ?? 0) >= row.version) return
  rows.value = rows.value.map((each) => each.id === row.id ? { ...each, matter: row, followed: null } : each)
  if (known.matter?.stage !== row.stage) {
    step.value = row
    clearTimeout(saying)
    saying = setTimeout(() => { step.value = undefined }, SAID)
  }
  void keep(by)
}

async function begin(by: string) {
  const kept = await outbox.store.note('mine') as Kept | undefined
  if (kept?.by === by) {
    rows.value = kept.rows
    seen.value = kept.seen
  }
  const again = () => { clearTimeout(asking); asking = setTimeout(() => void fetchPage(by), TOGETHER) }
  house().live.listen({ row: (row) => took(row, by), gone: again, reset: again })
  const { items } = useOutbox()
  watch(() => items.value.filter(({ receipt, what }) => receipt && what?.sort !== 'command').length, again)
  addEventListener('online', again)
  await fetchPage(by)
}

/** Follows from now on, whatever page is shown. */
export function followMine() {
  if (following) return
  following = true
  const { me } = useWorker()
  watch(() => me.value?.id, (by) => { if (by) void begin(by) }, { immediate: true })
}

export function useMine() {
  const { me } = useWorker()
  const fresh = computed(() => new Set(rows.value.filter((row) => (seen.value[row.id] ?? mark(row)) !== mark(row)).map(({ id }) => id)))
  return {
    rows, state, fresh, step, after,
    more: async () => { if (me.value && after.value) await fetchPage(me.value.id, after.value) },
    look: async (id: string) => {
      const row = rows.value.find((each) => each.id === id)
      if (!row || !me.value || seen.value[id] === mark(row)) return
      seen.value[id] = mark(row)
      await keep(me.value.id)
    },
    shut: () => { step.value = undefined },
  }
}
