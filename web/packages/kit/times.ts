/** Times are shown in the reader's zone, to the minute; how long is left is said in the largest unit that is not zero. */
import { lang, words } from './lang.ts'

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

function format(how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = lang.value === 'zh' ? 'zh-CN' : 'en-GB'
  const key = `${locale} ${Object.values(how).join(' ')}`
  const found = made.get(key) ?? new Intl.DateTimeFormat(locale, how)
  made.set(key, found)
  return found
}

/** 11月28日 09:30 or 28 Nov 09:30, and with the year where it is another one than `now`'s: no order of figures to guess. */
export function moment(iso: string, now = new Date()): string {
  const at = new Date(iso)
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' } as const
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
export function left(due: string, now = Date.now()): string {
  const rest = new Date(due).getTime() - now
  return say(rest >= 0 ? 'left' : 'over', { span: span(Math.abs(rest)) })
}

/** How long ago. */
export function ago(iso: string, now = Date.now()): string {
  const length = now - new Date(iso).getTime()
  return length < MINUTE ? say('now') : say('ago', { span: span(length) })
}
