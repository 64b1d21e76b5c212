/** Every word stands in both languages side by side: what lacks one of them does not compile. */
import { ref, watchEffect } from 'vue'

export type Lang = 'zh' | 'en'
export type Table<K extends string> = Record<K, readonly [zh: string, en: string]>
type Values = Record<string, string | number>

const KEPT = 'gongzhi.lang'

function first(): Lang {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.startsWith('en') ? 'en' : 'zh'
}

/** The language of this browser's screens; changing it changes every word at once. */
export const lang = ref<Lang>(first())

watchEffect(() => {
  document.documentElement.lang = lang.value === 'zh' ? 'zh-CN' : 'en'
  localStorage.setItem(KEPT, lang.value)
})

/** Puts values into the braces of a text; a brace without value stays, so that it is seen. */
export function filled(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (brace, name: string) => String(values[name] ?? brace))
}

/** A function that says the words of `table` in the language chosen now. */
export function words<K extends string>(table: Table<K>) {
  return (key: K, values?: Values): string => filled(table[key][lang.value === 'zh' ? 0 : 1], values)
}

/** A text that the server sent in both languages. */
export function said(text: { zh: string, en: string }): string {
  return text[lang.value]
}
