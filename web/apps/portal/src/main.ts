/** What the pages for everybody do better where scripts run; without them they work as they are. */
import '@gongzhi/kit/tokens.css'

import './styles/frame.css'
import './styles/parts.css'
import './styles/forms.css'
import { codeBehindHash, receipt } from './islands/code.ts'
import { forgetDrafts, keepDraft } from './islands/draft.ts'
import { locate } from './islands/locate.ts'
import { map } from './islands/map.ts'
import { nearest } from './islands/nearest.ts'
import { standing } from './islands/standing.ts'

type Island = (root: HTMLElement) => void | Promise<void>

const ISLANDS: Record<string, Island> = {
  locate, map, nearest, receipt, standing,
  code: codeBehindHash,
  report: async (root) => { (await import('./islands/report.ts')).report(root as HTMLFormElement) },
  photos: async (root) => { (await import('./islands/photos.ts')).photos(root) },
}

const writing = document.querySelector<HTMLFormElement>('form[data-keep]')
if (writing) keepDraft(writing)
if (document.querySelector('[data-island="receipt"]')) forgetDrafts()
for (const root of document.querySelectorAll<HTMLElement>('[data-island]')) {
  void ISLANDS[root.dataset['island'] ?? '']?.(root)
}
document.getElementById('errors')?.focus()
