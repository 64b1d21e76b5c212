/** The map comes only when somebody asks for it: list and address do without. */
import type { Place } from '@gongzhi/kit/map'

import { element, wordsOf } from './page.ts'

interface Wanted { layer: 'open' | 'none', place?: Place | undefined, picked?: (place: Place) => void }

/** Draws a map into `root`; what takes it away again. */
export async function draw(root: HTMLElement, { layer, place, picked }: Wanted): Promise<() => void> {
  const spoken = document.documentElement.lang
  const [{ createApp, h, shallowRef }, { MapView }, { lang }] = await Promise.all([import('vue'), import('@gongzhi/kit/map'), import('@gongzhi/kit')])
  lang.value = spoken.startsWith('zh') ? 'zh' : 'en' // the page's language, whatever other screens of this browser speak
  const at = shallowRef(place)
  const app = createApp({
    render: () => h(MapView, {
      layer, place: at.value, picking: Boolean(picked),
      onPick: (next: Place) => { at.value = next; picked?.(next) },
    }),
  })
  app.mount(root)
  return () => { app.unmount() }
}

/** A button that opens a map below itself, and closes it again. */
export function mapButton(words: readonly [open: string, close: string], wanted: () => Wanted): HTMLElement[] {
  const frame = element('div', { className: 'map', hidden: true })
  const button = element('button', { type: 'button', className: 'second' }, words[0])
  button.setAttribute('aria-expanded', 'false')
  let close: (() => void) | undefined

  async function toggle() {
    button.disabled = true
    frame.hidden = Boolean(close)
    if (close) close()
    close = close ? undefined : await draw(frame, wanted())
    button.textContent = words[close ? 1 : 0]
    button.setAttribute('aria-expanded', String(Boolean(close)))
    button.disabled = false
  }

  button.addEventListener('click', () => { void toggle() })
  return [button, frame]
}

export function map(root: HTMLElement) {
  const [open = '', close = ''] = wordsOf(root)
  root.append(...mapButton([open, close], () => ({ layer: 'open' })))
}
