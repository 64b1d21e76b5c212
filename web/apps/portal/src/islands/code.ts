/** The code of a receipt: copied, printed, and read from behind the # that a scanned square brings. */
import { element } from './page.ts'

export function receipt(root: HTMLElement) {
  const code = document.getElementById('query-code')?.textContent ?? ''
  const { copy = '', copied = '', print = '' } = root.dataset
  const said = element('span', { className: 'hint' })
  said.setAttribute('role', 'status')
  if ('clipboard' in navigator) {
    const button = element('button', { type: 'button', className: 'second' }, copy)
    button.addEventListener('click', () => { void navigator.clipboard.writeText(code).then(() => { said.textContent = copied }) })
    root.append(button)
  }
  const button = element('button', { type: 'button', className: 'second' }, print)
  button.addEventListener('click', () => { window.print() })
  root.append(button, said)
}

export function codeBehindHash(root: HTMLElement) {
  const code = decodeURIComponent(location.hash.slice(1))
  if (!/^[0-9A-Za-z-]{12,14}$/.test(code)) return
  history.replaceState(null, '', location.pathname) // it stays in no history
  const input = root.querySelector<HTMLInputElement>('#code')
  if (!input) return
  input.value = code
  ;(root as HTMLFormElement).requestSubmit()
}
