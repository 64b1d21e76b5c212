/** The kinds of the city, those used last on this phone first; kept in the phone, so that they are there without a network. */
import { taken, Unreached, type Schemas } from '@gongzhi/client'
import { house, said, words } from '@gongzhi/kit'
import { computed, ref, shallowRef } from 'vue'

import { outbox } from './useOutbox.ts'

export type Kind = Schemas['KindOut']
export const UNSORTED = 'unsorted'
const MOST_RECENT = 8
/** Milliseconds before kinds that could not be fetched are asked for again. */
const AGAIN = 5000

const say = words({ unsure: ['说不清的事项', 'Not sure what kind'] })
const kinds = shallowRef<Kind[]>([])
const recent = ref<string[]>([])
let fetched: Promise<void> | undefined

async function fetchKinds() {
  recent.value = (await outbox.store.note('recent') as string[] | undefined) ?? []
  const kept = await outbox.store.note('kinds') as Schemas['KindsOut'] | undefined
  if (kept) kinds.value = kept.kinds
  try {
    const found = taken(await house().client.api.GET('/api/kinds'))
    kinds.value = found.kinds
    if (found.version !== kept?.version || found.digest !== kept.digest) await outbox.store.write('kinds', found)
  } catch (error) {
    if (!(error instanceof Unreached)) throw error
    fetched = undefined
    setTimeout(() => { fetched ??= fetchKinds() }, AGAIN)
  }
}

export async function used(code: string) {
  recent.value = [code, ...recent.value.filter((each) => each !== code)].slice(0, MOST_RECENT)
  await outbox.store.write('recent', [...recent.value])
}

export function useKinds() {
  fetched ??= fetchKinds()
  const byCode = computed(() => new Map(kinds.value.map((kind) => [kind.code, kind])))
  /** Used last here, then those the city begins with. */
  const near = computed(() => [...new Set([...recent.value, ...kinds.value.filter(({ starter }) => starter).map(({ code }) => code)])].flatMap((code) => byCode.value.get(code) ?? []).slice(0, MOST_RECENT))
  return {
    kinds, byCode, near,
    classes: computed(() => [...new Map(kinds.value.filter(({ code }) => code !== UNSORTED).map((kind) => [kind.klass, kind.klass_name]))].map(([code, name]) => ({ code, name }))),
    name: (code: string) => {
      const kind = byCode.value.get(code)
      return kind && code !== UNSORTED ? said(kind.name) : say('unsure')
    },
    /** Kinds whose name holds every piece of what is sought, starters first. */
    sought: (text: string): Kind[] => {
      const pieces = text.trim().toLowerCase().split(/\s+/)
      const holds = (kind: Kind) => pieces.every((piece) => `${kind.code} ${kind.name.zh} ${kind.name.en} ${kind.klass_name.zh}`.toLowerCase().includes(piece))
      return kinds.value.filter(holds).sort((a, b) => Number(b.starter) - Number(a.starter)).slice(0, 30)
    },
  }
}
