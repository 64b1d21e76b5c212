/** An item is forgotten on the ground of the server's receipt alone; whatever else is heard, it waits or is mended. */
import type { CommandName, MatterId, Problem, Said, Schemas } from '@gongzhi/client'

export type Receipt = Schemas['ReceiptOut'] & { query_code?: string | null }

/** A photo by the SHA-256 of its bytes; `given`: the matter has it. */
export interface Photo { digest: string, size: number, given: boolean, left: boolean }

/** What may be said late: the API takes these long after they were said, without the version that was seen. */
export const LATE = ['attach', 'progress', 'part_done', 'done', 'check', 'spot_check', 'comment', 'arrive', 'reply', 'write_to_reporter'] as const satisfies readonly CommandName[]
export type LateName = typeof LATE[number]

export type What =
  | { sort: 'report', said: Schemas['ReportIn'] }
  | { [N in LateName]: { sort: 'command', name: N, matter: MatterId, said: Said[N] } }[LateName]

export type State = 'waiting' | 'sending' | 'refused' | 'done'

export interface Item {
  /** The matter's own uuid, or the key of the command: the same one however often it is sent. */
  id: string
  /** Who said it (`me.id`): nobody else's session sends it. */
  by: string
  /** The place in the order in which things were said on this phone. */
  turn: number
  state: State
  /** Absent once the receipt of everything is there. */
  what?: What
  matter: MatterId
  title: string
  photos: Photo[]
  /** When it was said, by the clock of the phone (ISO). */
  captured_at: string
  /** How far the phone's clock was ahead of the server's when the words were fixed, in milliseconds. */
  ahead?: number
  /** How often it was sent without an answer to the words themselves. */
  tries: number
  /** Not before (milliseconds by the phone): the server was reached and asked to wait. */
  not_before: number
  receipt?: Receipt
  problem?: Problem
  /** When the last answer came (ISO). */
  heard_at?: string
  /** When somebody put it into the bin (ISO); it stays there for `BIN_DAYS`. */
  binned_at?: string
}

/** What came of one step; `later` and `lost` leave open whether the server took it. */
export type Answer =
  | { sort: 'receipt', receipt: Receipt }
  | { sort: 'given', digest: string }
  | { sort: 'refused', problem: Problem, digest?: string }
  | { sort: 'later', wait: number }
  | { sort: 'lost' }
  | { sort: 'out' }

export type Step =
  | { sort: 'reports', items: Item[] }
  | { sort: 'command', item: Item }
  | { sort: 'photo', item: Item, photo: Photo }

export const BIN_DAYS = 30
const RECEIPT_DAYS = 180
const DAY = 86_400_000
/** A clock that is further off than this is noticed (milliseconds). */
export const NOTICED = 120_000
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 300_000

/** Milliseconds before the next try after `tries` in vain; `chance` in [0, 1) spreads many phones. */
export function backoff(tries: number, chance: number): number {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 20))
  return Math.round(most / 2 + chance * most / 2)
}

export const open = (item: Item) => item.binned_at === undefined && (item.state === 'waiting' || item.state === 'sending')
const photoLeft = (item: Item) => item.photos.find((photo) => !photo.given && !photo.left)

/** Whether `item` must wait for something that was said before about the same matter. */
function behind(item: Item, others: readonly Item[]): boolean {
  return others.some((other) => other.matter === item.matter && other.turn < item.turn && !other.receipt
    && other.binned_at === undefined && (open(other) || other.what?.sort === 'report'))
}

/** What is to be done next for `by`; words go before photos, and what was said first goes first. */
export function next(items: readonly Item[], by: string, now: number, most: number): Step | undefined {
  const mine = items.filter((item) => open(item) && item.by === by && item.not_before <= now).sort((a, b) => a.turn - b.turn)
  const words = mine.filter((item) => !item.receipt && !behind(item, items))
  const reports = words.filter((item) => item.what?.sort === 'report').slice(0, most)
  const [first] = words
  if (first?.what?.sort === 'command') return { sort: 'command', item: first }
  if (reports.length > 0) return { sort: 'reports', items: reports }
  for (const item of mine) {
    const photo = item.receipt ? photoLeft(item) : undefined
    if (photo) return { sort: 'photo', item, photo }
  }
  return undefined
}

/** The earliest time at which something that was asked to wait may go, in milliseconds. */
export function soonest(items: readonly Item[], by: string): number | undefined {
  const times = items.filter((item) => open(item) && item.by === by).map((item) => item.not_before)
  return times.length > 0 ? Math.min(...times) : undefined
}

/**
 * The item as it is sent: its words are fixed the first time and stay the same, so that the key means one thing.
 * A clock that was set back since it was said was ahead by so much more then: nothing is said in the future.
 */
export function begun(item: Item, ahead: number, now: number): Item {
  const fixed = item.ahead === undefined ? { ahead: Math.max(ahead, new Date(item.captured_at).getTime() - now + ahead) } : {}
  return { ...item, ...fixed, state: 'sending', tries: item.tries + 1 }
}

/** When it was said, put right where the phone's clock is noticeably off: then what that clock showed is said as well. */
export function saidAt({ captured_at, ahead = 0 }: Item): { captured_at: string, device_at?: string } {
  if (Math.abs(ahead) <= NOTICED) return { captured_at }
  return { captured_at: new Date(new Date(captured_at).getTime() - ahead).toISOString(), device_at: captured_at }
}

/** The item without some of what it holds. */
function less<K extends keyof Item>(item: Item, ...names: K[]): Omit<Item, K> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !(names as string[]).includes(name))) as Omit<Item, K>
}

/** Without its words where the server has them and every photo; the receipt stays. */
function settled(item: Item): Item {
  if (!item.receipt || photoLeft(item)) return { ...item, state: 'waiting' }
  return { ...less(item, 'what', 'problem'), state: 'done' }
}

/** The item after an answer. A late or repeated one changes nothing that is known better. */
export function heard(item: Item, answer: Answer, now: number, chance: number): Item {
  const at = { heard_at: new Date(now).toISOString() }
  switch (answer.sort) {
    case 'receipt':
      return item.receipt ? item : settled({ ...item, ...at, receipt: answer.receipt, tries: 0, not_before: 0 })
    case 'given':
      return settled({
        ...item, ...at, tries: 0, not_before: 0,
        photos: item.photos.map((photo) => photo.digest === answer.digest ? { ...photo, given: true } : photo),
      })
    case 'refused':
      if (item.state === 'done' || (item.receipt && !answer.digest)) return item
      return { ...item, ...at, state: 'refused', problem: answer.problem }
    case 'later':
      return item.state === 'sending'
        ? { ...item, ...at, state: 'waiting', not_before: now + Math.max(answer.wait, backoff(item.tries, chance)) } : item
    case 'lost':
    case 'out':
      return item.state === 'sending' ? { ...item, state: 'waiting' } : item
  }
}

/** Whether its words may be changed: the server refused them, or never saw them. */
export const editable = (item: Item) => !item.receipt && (item.state === 'refused' || (item.state === 'waiting' && item.ahead === undefined))

/** Said anew in other words, with the same key: the server keeps nothing under a key that it refused. */
export function edited(item: Item, what: What, photos: Photo[]): Item {
  if (!editable(item)) throw new Error('its words may be with the server already')
  return { ...less(item, 'ahead', 'problem'), what, photos, state: 'waiting', tries: 0, not_before: 0 }
}

/** Tried once more as it is, without waiting. */
export function again(item: Item): Item {
  if (item.state === 'done') return item
  return { ...less(item, 'problem'), state: item.state === 'sending' ? 'sending' : 'waiting', not_before: 0 }
}

/** Goes on without a photo that the server refused; its bytes stay as long as a bin keeps. */
export function without(item: Item, digest: string): Item {
  const photos = item.photos.map((photo) => photo.digest === digest ? { ...photo, left: true } : photo)
  return item.receipt ? settled({ ...again(item), photos }) : item
}

export const binned = (item: Item, now: number): Item => ({ ...item, binned_at: new Date(now).toISOString() })
export const restored = (item: Item): Item => less(item, 'binned_at')
/** Whether the bin has kept it long enough; a receipt is kept half a year. */
export function expired(item: Item, now: number): boolean {
  if (item.binned_at !== undefined) return now - new Date(item.binned_at).getTime() > BIN_DAYS * DAY
  return item.state === 'done' && item.heard_at !== undefined && now - new Date(item.heard_at).getTime() > RECEIPT_DAYS * DAY
}
