/** A report that is being written survives the app being killed: every change is written down. */
import type { Schemas } from '@gongzhi/client'
import { newId } from '@gongzhi/client/older'
import type { Blob64 } from '@gongzhi/live/outbox'
import { reactive, ref, toRaw, watch } from 'vue'

import { rememberBlock } from './useBlocks.ts'
import { UNSORTED } from './useKinds.ts'
import { outbox, owner, say, type Draft } from './useOutbox.ts'
import type { Fix } from './usePlace.ts'
import { useWorker } from './useWorker.ts'

export interface ReportDraft extends Draft {
  point: Fix | null
  address: string
  kind: string
  text: string
  answers: Record<string, string | number | boolean>
  contact: { name: string, phone: string }
  handled: boolean
  handling: string
  /** Photos of the place as it is since it was put right. */
  after: string[]
}

const fresh = (): ReportDraft => ({
  id: newId(), photos: [], point: null, address: '', kind: '', text: '', answers: {}, contact: { name: '', phone: '' }, handled: false, handling: '', after: [],
})

/** The report as the API takes it; without a point it lies in `area`. */
function asReport(draft: ReportDraft, area: string | undefined): Schemas['ReportIn'] {
  const { point, address, kind, text, answers, contact, handled, handling, after } = draft
  const reached = Object.fromEntries(Object.entries(contact).filter(([, value]) => value.trim()))
  return {
    kind: kind || UNSORTED, channel: 'field', files: [...draft.photos], answers: { ...answers },
    ...(point ? { point: { ...point, crs: 'wgs84' } } : area ? { area } : {}), ...(address.trim() ? { address: address.trim() } : {}),
    ...(text.trim() ? { text: text.trim() } : {}), ...(Object.keys(reached).length > 0 ? { contact: reached } : {}),
    ...(handled ? { self_handled: handling.trim() || text.trim() || '已当场处理', self_handled_files: [...after] } : {}),
  }
}

/** Those of these photos whose bytes are in the phone. */
async function kept(digests: readonly string[]): Promise<Blob64[]> {
  const found = await Promise.all(digests.map((digest) => outbox.store.blob(digest)))
  return found.filter((photo): photo is Blob64 => photo !== undefined)
}

export function useDraft() {
  const { home } = useWorker()
  const draft = reactive(fresh())
  const ready = ref(false)
  const edits = ref<string>()
  const plain = () => JSON.parse(JSON.stringify(toRaw(draft))) as ReportDraft

  async function open(id?: string) {
    const known = await outbox.items()
    const noted = await outbox.store.note('draft') as ReportDraft & { by?: string } | undefined
    const item = id === undefined ? undefined : known.find((each) => each.id === id)
    if (item?.what?.sort === 'report') {
      const { point, address, kind, text, answers, contact, files = [], self_handled, self_handled_files: after } = item.what.said
      Object.assign(draft, fresh(), {
        id: item.id, photos: [...files], after: [...after ?? []], point: point ? { ...point, accuracy_m: point.accuracy_m ?? null } : null, address: address ?? '', kind, text: text ?? '', answers: answers ?? {},
        contact: { name: contact?.name ?? '', phone: contact?.phone ?? '' }, handled: Boolean(self_handled), handling: self_handled ?? '',
      })
      edits.value = item.id
    } else if (noted?.by === owner.value && !known.some((each) => each.id === noted.id)) Object.assign(draft, noted)
    ready.value = true
  }
  watch(draft, () => { if (ready.value && !edits.value) void outbox.store.write('draft', { ...plain(), by: owner.value }) })

  /** Gives the report to the outbox; false where the phone is full. */
  async function send(by: string, title: string): Promise<boolean> {
    const now = plain()
    const [before, after] = await Promise.all([kept(now.photos), kept(now.handled ? now.after : [])])
    const photos = [...new Map([...before, ...after].map((photo) => [photo.digest, photo])).values()]
    const what = { sort: 'report' as const, said: asReport({ ...now, photos: before.map(({ digest }) => digest), after: after.map(({ digest }) => digest) }, home.value?.code) }
    if (edits.value) await outbox.edit(edits.value, what, photos)
    else if (!await say({ id: now.id, what, by, title, photos })) return false
    await rememberBlock(now.address)
    Object.assign(draft, fresh())
    edits.value = undefined
    return true
  }
  return { draft, ready, edits, open, send }
}
