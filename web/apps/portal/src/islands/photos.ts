/** Photos are shown, made small and sent while the report is written; what was cut off goes on where it was. */
import { Refusal } from '@gongzhi/client'

import { element, field, wordsOf } from './page.ts'
import { send, shrunk } from './sending.ts'

const MOST = 10

interface Photo { done: Promise<void>, state: 'sending' | 'sent' | 'failed' }

export function photos(root: HTMLElement) {
  const form = root.closest('form')
  const chosen = root.querySelector<HTMLInputElement>('input[type=file]')
  if (!form || !chosen || !('subtle' in crypto)) return // over plain http the form itself takes them
  const [sending = '', sent = '', failed = '', again = '', remove = ''] = wordsOf(root)
  const list = element('ul', { className: 'photos' })
  const waiting = new Set<Photo>()
  const report = form
  const changed = () => report.dispatchEvent(new Event('change'))
  chosen.after(list)

  function add(file: File) {
    const bar = element('progress', { max: 1, value: 0 })
    const said = element('span', {}, sending)
    said.setAttribute('role', 'status')
    const digest = element('input', { type: 'hidden', name: 'photo', disabled: true })
    const picture = element('img', { src: URL.createObjectURL(file), alt: '' })
    const drop = element('button', { type: 'button', className: 'second' }, remove)
    drop.setAttribute('aria-label', `${remove} ${file.name}`)
    const retry = element('button', { type: 'button', className: 'second', hidden: true }, again)
    const item = element('li', {}, picture, bar, said, retry, drop, digest)
    const photo: Photo = { done: Promise.resolve(), state: 'sending' }

    async function go() {
      photo.state = 'sending'
      retry.hidden = true
      said.textContent = sending
      try {
        digest.value = await send(await shrunk(file), field(report, 'id').value, (share) => { bar.value = share })
        digest.disabled = false
        photo.state = 'sent'
        said.textContent = sent
        changed()
      } catch (error) {
        photo.state = 'failed'
        said.textContent = error instanceof Refusal ? error.problem.title : failed
        retry.hidden = false
      }
    }

    const begin = () => { photo.done = go() }
    retry.addEventListener('click', begin)
    drop.addEventListener('click', () => {
      waiting.delete(photo)
      URL.revokeObjectURL(picture.src)
      item.remove()
      changed()
      chosen?.focus() // else the place in the page is lost
    })
    waiting.add(photo)
    list.append(item)
    begin()
  }

  function take(input: HTMLInputElement) {
    for (const file of [...(input.files ?? [])].slice(0, MOST - waiting.size)) add(file)
    input.value = ''
  }

  chosen.addEventListener('change', () => { take(chosen) })
  take(chosen) // what was chosen before this script came
  form.addEventListener('submit', (event) => {
    const busy = [...waiting].filter((photo) => photo.state === 'sending')
    if (!busy.length) return
    event.preventDefault()
    const by = event.submitter
    void Promise.all(busy.map((photo) => photo.done)).then(() => { form.requestSubmit(by) })
  }, { capture: true })
}
