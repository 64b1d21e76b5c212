/** Times are shown in the zone of the city, to the minute; how long is left is said in the largest unit that is not zero. */
import { ref } from 'vue'

import { lang, words } from './lang.ts'

/** The city's zone (IANA), as the server says it; the reader's own until then. */
const zone = ref<string>()
export function inZone(name: string | undefined) { zone.value = name }

/** Milliseconds by which the clock of this device is fast, where it was compared with the server's. */
const fast = ref(0)
export function isFast(by: number) { fast.value = by }
const present = () => Date.now() - fast.value

const say = words({
  days: ['{n} 天', '{n} d'],
  hours: ['{n} 小时', '{n} h'],
  minutes: ['{n} 分钟', '{n} min'],
  left: ['还剩 {span}', '{span} left'],
  over: ['超期 {span}', '{span} overdue'],
  ago: ['{span}前', '{span} ago'],
  now: ['刚刚', 'just now'],
})

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Made once each: a browser takes longer to make one than to draw the row that it is for. */
const made = new Map<string, Intl.DateTimeFormat>()

function format(how: Intl.DateTimeFormatOptions, locale = lang.value === 'zh' ? 'zh-CN' : 'en-GB'): Intl.DateTimeFormat {
  const timeZone = zone.value
  const key = `${locale} ${timeZone ?? ''} ${Object.values(how).join(' ')}`
  const found = made.get(key) ?? new Intl.DateTimeFormat(locale, timeZone ? { ...how, timeZone } : how)
  made.set(key, found)
  return found
}

const PARTS = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const

/** Milliseconds by which the clocks of the city are ahead of UTC at that instant. */
function ahead(at: Date): number {
  const part = Object.fromEntries(format(PARTS, 'en-GB').formatToParts(at).map(({ type, value }) => [type, Number(value)])) as Record<keyof typeof PARTS, number>
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - Math.floor(at.getTime() / 1000) * 1000
}

/** What the clocks of the city show at that instant, as a form takes it: 2026-11-28T09:30. */
export function wall(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() + ahead(at)).toISOString().slice(0, 16)
}

/** The instant at which the clocks of the city show that; where they were put forward over it, as if they had not been yet. */
export function instant(shown: string): string {
  const told = new Date(`${shown.slice(0, 16)}Z`).getTime()
  const near = told - ahead(new Date(told))
  return new Date(told - ahead(new Date(near))).toISOString()
}

/** 11月28日 09:30 or 28 Nov 09:30, and with the year where it is another one than `now`'s: no order of figures to guess. */
export function moment(iso: string, now = new Date(present())): string {
  const at = new Date(iso)
  const year = wall(iso).slice(0, 4) === wall(now.toISOString()).slice(0, 4) ? {} : { year: 'numeric' } as const
  const day = format({ ...year, month: lang.value === 'zh' ? 'long' : 'short', day: 'numeric' })
  return `${day.format(at)} ${format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)}`
}

/** A length of time in milliseconds, in whole units, rounded down. */
export function span(length: number): string {
  if (length >= DAY) return say('days', { n: Math.floor(length / DAY) })
  if (length >= HOUR) return say('hours', { n: Math.floor(length / HOUR) })
  return say('minutes', { n: Math.floor(length / MINUTE) })
}

/** How long until `due`, or by how much it is over. */
export function left(due: string, now = present()): string {
  const rest = new Date(due).getTime() - now
  return say(rest >= 0 ? 'left' : 'over', { span: span(Math.abs(rest)) })
}

/** How long ago; for what this device itself noted the time of, `now` is its own clock's. */
export function ago(iso: string, now = present()): string {
  const length = now - new Date(iso).getTime()
  return length < MINUTE ? say('now') : say('ago', { span: span(length) })
}
