/** Light or dark: as the machine has it, unless this browser was told otherwise. */
import { ref, watchEffect } from 'vue'

export type Mode = 'auto' | 'light' | 'dark'

const KEPT = 'gongzhi.mode'
const kept = localStorage.getItem(KEPT)

export const mode = ref<Mode>(kept === 'light' || kept === 'dark' ? kept : 'auto')

watchEffect(() => {
  if (mode.value === 'auto') delete document.documentElement.dataset['mode']
  else document.documentElement.dataset['mode'] = mode.value
  localStorage.setItem(KEPT, mode.value)
})

/** What is seen now, whoever chose it. */
export function seen(): 'light' | 'dark' {
  if (mode.value !== 'auto') return mode.value
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
