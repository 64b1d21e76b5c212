/** The buildings that this phone reported from lie in it and nowhere else. */
import { shallowRef } from 'vue'

import { noted, type Blocks } from './blocks.ts'
import { useCompounds } from './useCompounds.ts'
import { outbox } from './useOutbox.ts'

const kept = shallowRef<Blocks>({})
let read: Promise<void> | undefined

async function fetchKept() {
  kept.value = (await outbox.store.note('blocks') as Blocks | undefined) ?? {}
}

/** After a report was given to the outbox. */
export async function rememberBlock(address: string) {
  await (read ??= fetchKept())
  const next = noted(kept.value, address, useCompounds().compounds.value)
  if (next === kept.value) return
  kept.value = next
  await outbox.store.write('blocks', next)
}

export function useBlocks() {
  read ??= fetchKept()
  return { used: (compound: string): readonly string[] => kept.value[compound] ?? [] }
}
