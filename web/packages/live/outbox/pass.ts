/** One pass sends what can go, step by step; each step is written down before the next, so that it may end anywhere. */
import type { Problem } from '@gongzhi/client'

import { begun, heard, next, open, soonest, type Answer, type Item, type Step } from './item.ts'
import type { Shelf } from './store.ts'
import type { Transport } from './transport.ts'

export interface Going {
  shelf: Shelf
  transport: Transport
  now: () => number
  chance: () => number
  /** How far the phone's clock is ahead of the server's, in milliseconds. */
  ahead: () => number
  /** Something changed. */
  told: () => void
}

/** `idle`: nothing is left; `wait`: until then (milliseconds); `lost`: no network; `out`: sign in first. */
export type Outcome = { sort: 'idle' } | { sort: 'wait', until: number } | { sort: 'lost' } | { sort: 'out' }

/** Reports in one request; fewer when the server found a request wrong as a whole. */
const MOST = 50

/** The phone itself lost the bytes (its storage was cleared from outside). */
const LOST: Problem = { code: 'photo-lost', status: 0, title: '', detail: '', way_out: '', details: {}, type: 'about:blank' }

export async function pass(going: Going): Promise<Outcome> {
  const { shelf, transport, now } = going
  if (!(await shelf.items()).some(open)) return { sort: 'idle' }
  const who = await transport.who()
  if (who === 'out' || who === 'lost') return { sort: who }
  for (let most = MOST; ;) {
    const items = await shelf.items()
    const step = next(items, who.id, now(), most)
    if (!step) {
      const until = soonest(items, who.id)
      return until === undefined ? { sort: 'idle' } : { sort: 'wait', until }
    }
    const answers = await take(step, going)
    if (answers.spoilt) {
      most = Math.ceil(step.sort === 'reports' ? step.items.length / 2 : 1)
      continue
    }
    going.told()
    if (answers.stop) return { sort: answers.stop }
  }
}

async function take(step: Step, { shelf, transport, ahead, now, chance }: Going): Promise<{ spoilt?: true, stop?: 'lost' | 'out' }> {
  const asked = step.sort === 'reports' ? step.items : [step.item]
  const fixed: Item[] = []
  for (const { id } of asked) {
    const found = await shelf.change(id, (item) => open(item) ? begun(item, ahead(), now()) : item)
    if (found?.state === 'sending' && found.binned_at === undefined) fixed.push(found)
  }
  if (fixed.length === 0) return {}
  const said = await ask(step, fixed, { shelf, transport })
  const spoilt = !Array.isArray(said) && said.sort === 'refused' && fixed.length > 1
  const answerTo = (place: number): Answer => spoilt ? { sort: 'lost' } : Array.isArray(said) ? said[place] ?? { sort: 'lost' } : said
  for (const [place, { id }] of fixed.entries()) await shelf.change(id, (item) => heard(item, answerTo(place), now(), chance()))
  if (spoilt) return { spoilt }
  return !Array.isArray(said) && (said.sort === 'lost' || said.sort === 'out') ? { stop: said.sort } : {}
}

async function ask(step: Step, fixed: readonly Item[], { shelf, transport }: Pick<Going, 'shelf' | 'transport'>): Promise<Answer | Answer[]> {
  const [first] = fixed
  if (step.sort === 'reports' || !first) return transport.reports(fixed)
  if (step.sort === 'command') return transport.command(first)
  const blob = await shelf.blob(step.photo.digest)
  if (!blob) return { sort: 'refused', digest: step.photo.digest, problem: LOST }
  const answer = await transport.photo(first.matter, blob)
  return answer.sort === 'refused' ? { ...answer, digest: step.photo.digest } : answer
}
