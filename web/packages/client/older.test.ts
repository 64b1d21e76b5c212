import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { newId, within } from './older.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('an id is a random UUID of version 4, and no two are the same', () => {
  const made = Array.from({ length: 200 }, newId)
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(made).size).toBe(200)
})

test('a signal ends a request when its time is over and not before', () => {
  const signal = within(1000)
  vi.advanceTimersByTime(999)
  expect(signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(signal.aborted).toBe(true)
})
