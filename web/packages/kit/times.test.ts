import { afterEach, beforeEach, expect, test } from 'vitest'

import { lang } from './lang.ts'
import { ago, left, moment, span } from './times.ts'

const MINUTE = 60_000
const NOW = new Date(2026, 10, 28, 12, 0)
const at = (year: number, month: number, day: number, hour: number, minute: number) => new Date(year, month - 1, day, hour, minute).toISOString()

beforeEach(() => { lang.value = 'zh' })
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
