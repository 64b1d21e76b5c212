/** Filters and columns that somebody gave a name are kept in this browser, for this browser alone. */
import { ref, watch, type Ref } from 'vue'

import type { Wish } from '../desks.ts'

/** Something of this browser, read once and written whenever it changes. */
export function kept<T>(name: string, first: T): Ref<T> {
  const key = `gongzhi.desk.${name}`
  const stored = localStorage.getItem(key)
  const value = ref(stored ? JSON.parse(stored) as T : first) as Ref<T>
  watch(value, (next) => { localStorage.setItem(key, JSON.stringify(next)) }, { deep: true })
  return value
}

export interface Saved { name: string, wish: Wish }

export const COLUMNS = ['number', 'due', 'kind', 'text', 'area', 'stage', 'lead', 'opened'] as const
export type Column = typeof COLUMNS[number]

const saved = kept<Saved[]>('filters', [])
const columns = kept<Column[]>('columns', [...COLUMNS])

export function useSaved() {
  return {
    saved, columns,
    save(name: string, wish: Wish) { saved.value = [...saved.value.filter((one) => one.name !== name), { name, wish }] },
    drop(name: string) { saved.value = saved.value.filter((one) => one.name !== name) },
  }
}
