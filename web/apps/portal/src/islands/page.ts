/** The page brings its own words and its language; an island only builds what needs a script. */
import { client, type Client } from '@gongzhi/client'

let made: Client | undefined

/** The server, spoken with in the language of the page. */
export function server(): Client {
  made ??= client({ lang: () => (document.documentElement.lang.startsWith('zh') ? 'zh' : 'en') })
  return made
}

/** The words that the page gave to an island, in the order of `data-words`. */
export function wordsOf(root: HTMLElement): string[] {
  return (root.dataset['words'] ?? '').split('|')
}

type Kept<K extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[K], 'style' | 'dataset'>>

/** An element with its properties and what stands in it. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, given: Kept<K> = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const built = Object.assign(document.createElement(tag), given)
  built.append(...inside)
  return built
}

/** The field of that name in a form. */
export function field(form: HTMLFormElement, name: string): HTMLInputElement {
  const found = form.elements.namedItem(name)
  if (!(found instanceof HTMLInputElement)) throw new Error(`the form has no field ${name}`)
  return found
}
