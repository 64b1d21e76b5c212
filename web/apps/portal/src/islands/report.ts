/** While a report is written, what is already known near by is shown; a form that was sent cannot be sent twice. */
import { taken, type Schemas } from '@gongzhi/client'

import { PLACED } from './locate.ts'
import { element, field, server } from './page.ts'

type Near = Schemas['NearOut']

function choice(value: string, ...inside: (Node | string)[]): HTMLLabelElement {
  const input = element('input', { type: 'radio', name: 'same', value, checked: value === '' })
  return element('label', { className: 'tick' }, input, element('span', {}, ...inside))
}

function list(root: HTMLElement, near: Near[]) {
  const zh = document.documentElement.lang.startsWith('zh')
  const { title = '', too = '', no = '', metres = '', hint = '' } = root.dataset
  const rows = near.map((one) => choice(
    one.number, element('b', {}, too),
    ` ${zh ? one.kind_zh : one.kind_en} · ${one.area} · ${one.metres ?? ''} ${metres} · ${one.opened_at.slice(5, 10)}`,
  ))
  root.replaceChildren(element('fieldset', { className: 'near' }, element('legend', {}, title), ...rows, choice('', no), element('p', { className: 'hint' }, hint)))
}

export function report(form: HTMLFormElement) {
  const root = form.querySelector<HTMLElement>('#near')
  const kind = form.dataset['kind'] === 'unsorted' ? '' : form.dataset['kind'] ?? ''

  async function look() {
    const [lat, lon] = [field(form, 'lat').value, field(form, 'lon').value]
    if (!root) return
    if (!lat) { root.replaceChildren(); return }
    const near = taken(await server().api.GET('/api/open/near', { params: { query: { lat: Number(lat), lon: Number(lon), kind } } }))
    if (near.length) list(root, near)
    else root.replaceChildren()
  }

  form.addEventListener(PLACED, () => { void look() })
  let sent = false
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented) return
    if (sent) event.preventDefault()
    sent = true
  })
  window.addEventListener('pageshow', () => { sent = false })
}
