/** What is typed in a report stays in this tab until it is sent: a page that was lost or left by mistake brings it back.

Its id stays too, so that a report whose answer never came is sent again as the same one, with the photos that arrived. How
to reach somebody is not kept, and nothing of matters between people: others may hold this telephone next. */
import { element, wordsOf } from './page.ts'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
type Typed = [name: string, value: string][]

const MARK = 'report '
const NEVER = new Set(['csrfmiddlewaretoken', 'name', 'phone', 'photos', 'look', 'looked'])

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((each): each is Control => 'name' in each && !(each instanceof HTMLButtonElement) && each.name !== '' && !NEVER.has(String(each.name)))
}

const ticked = (control: Control): control is HTMLInputElement => control.type === 'radio' || control.type === 'checkbox'

/** Keeps the form while it is written; fills it as it was left, where the server has not filled it. */
export function keepDraft(form: HTMLFormElement) {
  const place = MARK + location.pathname
  if (form.dataset['keep'] === 'fresh') bringBack(form, JSON.parse(sessionStorage.getItem(place) ?? '[]') as Typed)
  const keep = () => {
    const typed = controls(form).filter((control) => !control.disabled && (!ticked(control) || control.checked)).map(({ name, value }) => [name, value])
    sessionStorage.setItem(place, JSON.stringify(typed))
  }
  for (const what of ['input', 'change', 'submit']) form.addEventListener(what, keep)
  if (form.dataset['keep'] !== 'sent') return
  keep()
  history.replaceState(null, '', location.href) // else whoever comes back is asked whether to send it again
}

/** Whether somebody wrote or chose this; what a choice begins with is nothing written. */
function written(control: Control): boolean {
  if (ticked(control)) return control.checked && control.value !== ''
  return control.type !== 'hidden' && control.value !== '' && !(control instanceof HTMLSelectElement && control.selectedIndex === 0)
}

function bringBack(form: HTMLFormElement, typed: Typed) {
  const photos = typed.filter(([name]) => name === 'photo').map(([, value]) => value)
  fill(form, typed)
  if (!photos.length && !controls(form).some(written)) return
  const [said = '', kept = '', afresh = '', reached = ''] = wordsOf(form)
  const button = element('button', { type: 'button', className: 'second small' }, afresh)
  button.addEventListener('click', () => { forgetDrafts(); location.reload() })
  const note = element('p', { className: 'note' }, `${said} `, button)
  note.setAttribute('role', 'status')
  form.prepend(note)
  form.querySelector('#why')?.after(element('p', { className: 'note' }, reached))
  if (photos.length === 0) return
  const hidden = photos.map((value) => element('input', { type: 'hidden', name: 'photo', value }))
  form.querySelector('#photos')?.before(...hidden, element('p', { className: 'kept' }, `${kept} `, element('b', { className: 'figures' }, String(photos.length))))
}

function fill(form: HTMLFormElement, typed: Typed) {
  if (!typed.length) return
  for (const control of controls(form)) {
    const values = typed.filter(([name]) => name === control.name).map(([, value]) => value)
    if (ticked(control)) control.checked = values.includes(control.value)
    else control.value = values[0] ?? control.value
    if (ticked(control) && control.checked) control.closest('details')?.setAttribute('open', '')
  }
}

/** What was sent is kept no longer. */
export function forgetDrafts() {
  for (const place of Object.keys(sessionStorage)) if (place.startsWith(MARK)) sessionStorage.removeItem(place)
}
