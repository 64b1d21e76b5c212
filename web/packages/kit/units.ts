/** Units are named wherever their codes stand; the names that a page needs are asked for together, once. */
import { taken } from '@gongzhi/client'
import { shallowReactive } from 'vue'

import { house } from './house.ts'

const MOST = 60
const names = shallowReactive(new Map<string, string>())
const wanted = new Set<string>()
const asked = new Set<string>()
let asking = false

async function ask() {
  try {
    while (wanted.size > 0) {
      const codes = [...wanted].slice(0, MOST)
      const found = taken(await house().client.api.GET('/api/units', { params: { query: { codes: codes.join(',') } } }))
      for (const code of codes) wanted.delete(code)
      for (const unit of found) names.set(unit.code, unit.name)
    }
  } finally { // what could not be asked for is still wanted, and asked for with the next name
    asking = false
  }
}

/** The name of a unit; its code until the name is known. */
export function unitName(code: string | null | undefined): string {
  if (!code) return ''
  if (!asked.has(code)) {
    asked.add(code)
    wanted.add(code)
  }
  if (wanted.size > 0 && !asking) {
    asking = true
    queueMicrotask(() => void ask())
  }
  return names.get(code) ?? code
}
