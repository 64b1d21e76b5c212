import { afterEach, beforeEach, expect, test } from 'vitest'

import { lang } from './lang.ts'
import { ago, instant, inZone, isFast, left, moment, span, wall } from './times.ts'

const MINUTE = 60_000
/** As the clocks of the city show it: eight hours ahead of UTC. */
const at = (year: number, month: number, day: number, hour: number, minute: number) => new Date(Date.UTC(year, month - 1, day, hour - 8, minute)).toISOString()
const NOW = new Date(at(2026, 11, 28, 12, 0))

beforeEach(() => {
  lang.value = 'zh'
  inZone('Asia/Shanghai')
})
afterEach(() => { lang.value = 'zh' })

test('a day is said so that nobody can take the day for the month', () => {
  expect(moment(at(2026, 11, 8, 9, 5), NOW)).toBe('11月8日 09:05')
  lang.value = 'en'
  expect(moment(at(2026, 11, 8, 9, 5), NOW)).toBe('8 Nov 09:05')
})

test('the year is said where it is another one', () => {
  expect(moment(at(2025, 2, 28, 0, 0), NOW)).toBe('2025年2月28日 00:00')
  lang.value = 'en'
  expect(moment(at(2025, 2, 28, 23, 59), NOW)).toBe('28 Feb 2025 23:59')
})

test('a length of time is said in the largest unit that is not zero, rounded down', () => {
  expect([59, 60, 23 * 60 + 59, 24 * 60, 72 * 60].map((minutes) => span(minutes * MINUTE))).toEqual(['59 分钟', '1 小时', '23 小时', '1 天', '3 天'])
})

test('what is left is left up to its very end, and over from then on', () => {
  const due = NOW.toISOString()
  expect(left(due, NOW.getTime())).toBe('还剩 0 分钟')
  expect(left(due, NOW.getTime() + 1)).toBe('超期 0 分钟')
  expect(left(due, NOW.getTime() + 61 * MINUTE)).toBe('超期 1 小时')
  lang.value = 'en'
  expect(left(due, NOW.getTime() - 25 * 60 * MINUTE)).toBe('1 d left')
})

test('what happened within the minute has just happened', () => {
  expect(ago(NOW.toISOString(), NOW.getTime() + MINUTE - 1)).toBe('刚刚')
  expect(ago(NOW.toISOString(), NOW.getTime() + MINUTE)).toBe('1 分钟前')
})

test('one instant is shown as the clocks of the city show it, whatever the clock of the device believes', () => {
  const due = '2026-12-31T17:30:00Z'
  expect(moment(due, NOW)).toBe('2027年1月1日 01:30')
  inZone('America/New_York')
  expect(moment(due, NOW)).toBe('12月31日 12:30')
  expect([wall(due), instant('2026-12-31T12:30')]).toEqual(['2026-12-31T12:30', '2026-12-31T17:30:00.000Z'])
})

test('what is typed is the time of the city, also on the days on which clocks are moved', () => {
  inZone('Europe/Berlin')
  const moved = ['2026-03-29T00:59:00.000Z', '2026-03-29T01:00:00.000Z', '2026-10-24T23:30:00.000Z', '2026-10-25T01:30:00.000Z']
  expect(moved.map(wall)).toEqual(['2026-03-29T01:59', '2026-03-29T03:00', '2026-10-25T01:30', '2026-10-25T02:30'])
  expect(moved.map((iso) => instant(wall(iso)))).toEqual(moved)
  expect(instant('2026-03-29T02:30:00')).toBe('2026-03-29T01:30:00.000Z')
  inZone('Asia/Kolkata')
  expect(instant(wall('1999-12-31T20:10:00Z'))).toBe('1999-12-31T20:10:00.000Z')
})

test('what is left is true on a device whose clock is wrong, once it was compared', () => {
  const due = new Date(Date.now() + 90 * MINUTE).toISOString()
  isFast(-8 * 60 * MINUTE)
  expect(left(due)).toBe('超期 6 小时')
  isFast(0)
  expect(left(due)).toBe('还剩 1 小时')
})
