/** Where a report stands is looked at again each minute while somebody looks; what is new is offered, not pushed. */
import { element } from './page.ts'

const EVERY = 60_000

async function markNow(): Promise<string | undefined> {
  try {
    const answer = await fetch(location.pathname)
    if (!answer.ok) return undefined
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    return page.querySelector<HTMLElement>('[data-island="standing"]')?.dataset['mark']
  } catch (error) {
    if (error instanceof TypeError) return undefined // no network: the next look tells
    throw error
  }
}

export function standing(root: HTMLElement) {
  const timer = setInterval(() => { if (!document.hidden) void look() }, EVERY)

  async function look() {
    const now = await markNow()
    if (now === undefined || now === root.dataset['mark']) return
    clearInterval(timer)
    const note = element('p', { className: 'note' }, `${root.dataset['changed'] ?? ''} `, element('a', { href: location.pathname }, root.dataset['reload'] ?? ''))
    note.setAttribute('role', 'status')
    root.prepend(note)
  }
}
