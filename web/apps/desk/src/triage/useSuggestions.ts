/** What closed matters suggest for the one that is open, and which open ones may be the same thing. */
import { Refusal, taken, type MatterId, type Schemas } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'

export function useSuggestions(id: MaybeRefOrGetter<MatterId>) {
  const { client } = house()
  const told = shallowRef<Schemas['SuggestionsOut']>()
  watch(() => toValue(id), async (matter) => {
    told.value = undefined
    if (!matter) return
    try {
      const found = taken(await client.api.GET('/api/matters/{matter}/suggestions', { params: { path: { matter } } }))
      if (toValue(id) === matter) told.value = found
    } catch (error) { if (!(error instanceof Refusal)) throw error }
  }, { immediate: true })
  return told
}
