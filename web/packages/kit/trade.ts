/** The words of the trade come from the city's own catalogue: stages, commands, events, lights. */
import { taken, type Schemas } from '@gongzhi/client'
import { shallowRef, watch } from 'vue'

import { house } from './house.ts'
import { lang } from './lang.ts'

export type Trade = Schemas['WordsOut']['words']

const trade = shallowRef<Trade>({})
let following = false

async function fetchWords() {
  trade.value = taken(await house().client.api.GET('/api/words')).words
}

/** `word('stages', 'handling')`; the code itself where the catalogue has no word for it. */
export function useTrade() {
  if (!following) {
    following = true
    watch(lang, fetchWords, { immediate: true })
  }
  return { word: (group: string, code: string): string => trade.value[group]?.[code] ?? trade.value[group]?.[code.toLowerCase()] ?? code }
}
