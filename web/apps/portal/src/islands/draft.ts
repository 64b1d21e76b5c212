/** What is typed in a report stays in this tab until it is sent: a page that was lost or left by mistake brings it back.

Its id stays too, so that a report whose answer never came is sent again as the same one. How to reach somebody is not
kept, and nothing of matters between people: others may hold this telephone next. */
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

const MARK = 'report '
const NEVER = new Set(['csrfmiddlewaretoken', 'name', 'phone', 'photo', 'photos', 'look', 'looked'])

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter((each): each is Control => 'name' in each && !(each instanceof HTMLButtonElement) && each.name !== '' && !NEVER.has(String(each.name)))
}

const ticked = (control: Control): control is HTMLInputElement => control.type === 'radio' || control.type === 'checkbox'

/** Keeps the form while it is written; fills it as it was left, where the server has not filled it. */
export function keepDraft(form: HTMLFormElement) {
  const place = MARK + location.pathname
  if (form.dataset['keep'] === 'fresh') fill(form, JSON.parse(sessionStorage.getItem(place) ?? '[]') as [string, string][])
  const keep = () => {
    const typed = controls(form).filter((control) => !ticked(control) || control.checked).map(({ name, value }) => [name, value])
    sessionStorage.setItem(place, JSON.stringify(typed))
  }
  form.addEventListener('change', keep)
  form.addEventListener('submit', keep)
}

function fill(form: HTMLFormElement, typed: [string, string][]) {
  if (!typed.length) return
  for (const control of controls(form)) {
    const values = typed.filter(([name]) => name === control.name).map(([, value]) => value)
    if (ticked(control)) control.checked = values.includes(control.value)
    else control.value = values[0] ?? control.value
  }
}

/** What was sent is kept no longer. */
export function forgetDrafts() {
  for (const place of Object.keys(sessionStorage)) if (place.startsWith(MARK)) sessionStorage.removeItem(place)
}
