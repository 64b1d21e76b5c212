/** Units are named, and said how to reach, wherever their codes stand; those that a page needs are asked for together, once. */
import { taken, type Schemas } from '@gongzhi/client'
import { shallowReactive } from 'vue'

import { house } from './house.ts'

const MOST = 60
const known = shallowReactive(new Map<string, Schemas['FoundUnitOut']>())
const wanted = new Set<string>()
const asked = new Set<string>()
let asking = false

async function ask() {
  try {
    while (wanted.size > 0) {
      const codes = [...wanted].slice(0, MOST)
      const found = taken(await house().client.api.GET('/api/units', { params: { query: { codes: codes.join(',') } } }))
      for (const code of codes) wanted.delete(code)
      for (const unit of found) known.set(unit.code, unit)
    }
  } finally { // what could not be asked for is still wanted, and asked for with the next name
    asking = false
  }
}

/** A unit once it is known; asked for with the first look. */
export function unitOf(code: string): Schemas['FoundUnitOut'] | undefined {
  if (!asked.has(code)) {
    asked.add(code)
    wanted.add(code)
  }
  if (wanted.size > 0 && !asking) {
    asking = true
    queueMicrotask(() => void ask())
  }
  return known.get(code)
}

/** The name of a unit; its code until the name is known. */
export function unitName(code: string | null | undefined): string {
  return code ? unitOf(code)?.name ?? code : ''
}
