/** The words of the trade come from the city's own catalogue: stages, commands, events, lights; known from last time at once. */
import { taken, Unreached, type Schemas } from '@gongzhi/client'
import { effectScope, shallowRef, watch } from 'vue'

import { house } from './house.ts'
import { lang } from './lang.ts'

export type Trade = Schemas['WordsOut']['words']

const trade = shallowRef<Trade>({})
let following = false
const kept = () => `gongzhi.words.${lang.value}`

async function fetchWords() {
  trade.value = JSON.parse(localStorage.getItem(kept()) ?? '{}') as Trade
  const place = kept()
  try {
    const found = taken(await house().client.api.GET('/api/words')).words
    localStorage.setItem(place, JSON.stringify(found))
    if (place === kept()) trade.value = found
  } catch (error) {
    if (!(error instanceof Unreached)) throw error
  }
}

/** `word('stages', 'handling')`; the code itself where the catalogue has no word for it. */
export function useTrade() {
  if (!following) {
    following = true
    effectScope(true).run(() => watch(lang, fetchWords, { immediate: true })) // it outlives the part of the page that asked first
    addEventListener('online', () => void fetchWords())
  }
  return { word: (group: string, code: string): string => trade.value[group]?.[code] ?? trade.value[group]?.[code.toLowerCase()] ?? code }
}
