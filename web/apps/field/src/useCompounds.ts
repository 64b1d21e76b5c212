/** The residential compounds of the own grids lie in the phone, so that a place is picked by name without a network. */
import { Refusal, taken, Unreached } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { shallowRef, watch } from 'vue'

import type { Compound } from './compounds.ts'
import { outbox } from './useOutbox.ts'
import { useWorker } from './useWorker.ts'

interface Kept { areas: string, compounds: Compound[] }
const compounds = shallowRef<Compound[]>([])
const asked = new Set<string>()

function add(found: readonly Compound[]) {
  compounds.value = [...new Map([...compounds.value, ...found].map((each) => [each.code, each])).values()]
}

async function fetchOf(areas: string): Promise<Compound[] | undefined> {
  try {
    return taken(await house().client.api.GET('/api/compounds', { params: { query: { areas } } }))
  } catch (error) {
    if (!(error instanceof Unreached || error instanceof Refusal)) throw error
    return undefined
  }
}

export function followCompounds() {
  const { me } = useWorker()
  watch(() => me.value?.areas.map(({ code }) => code).join(','), async (areas) => {
    if (!areas) return
    const kept = await outbox.store.note('compounds') as Kept | undefined
    if (kept?.areas === areas) add(kept.compounds)
    const found = await fetchOf(areas)
    if (!found) return
    add(found)
    await outbox.store.write('compounds', { areas, compounds: found } satisfies Kept)
  }, { immediate: true })
}

export function useCompounds() {
  return {
    compounds,
    /** Those of another grid than the own ones, where there is a network. */
    async visit(area: string) {
      if (asked.has(area)) return
      asked.add(area)
      const found = await fetchOf(area)
      if (found) add(found)
      else asked.delete(area)
    },
  }
}
