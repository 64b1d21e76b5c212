import type { Whole } from '@gongzhi/client'
import { expect, test } from 'vitest'

import { sides } from './sides.ts'

const line = (event: string, recorded_at: string, data: object) => ({ event, recorded_at, data })
const whole = (...journal: object[]) => ({ journal, words: { c: '三定方案第五条', r: '不在本辖区' } }) as unknown as Whole

test('each unit that gave the lead back stands with the time it had it, its reason, clause and words, in order', () => {
  expect(sides(whole(
    line('Dispatched', '2026-03-02T01:00:00Z', { lead: 'A' }), line('Returned', '2026-03-02T03:00:00Z', { unit: 'A', lead: true, reason: 'duty', clause: { ref: 'c' } }),
    line('Dispatched', '2026-03-02T04:00:00Z', { lead: 'B' }), line('Returned', '2026-03-02T05:00:00Z', { unit: 'B', lead: true, reason: 'place', remark: { ref: 'r' } }),
    line('Reassigned', '2026-03-02T06:00:00Z', { lead: 'A' }), line('Returned', '2026-03-02T07:00:00Z', { unit: 'A', lead: true, reason: 'duty' }),
  ))).toEqual([
    { unit: 'A', took: '2026-03-02T01:00:00Z', gave: '2026-03-02T03:00:00Z', reason: 'duty', clause: '三定方案第五条', remark: '' },
    { unit: 'B', took: '2026-03-02T04:00:00Z', gave: '2026-03-02T05:00:00Z', reason: 'place', clause: '', remark: '不在本辖区' },
    { unit: 'A', took: '2026-03-02T06:00:00Z', gave: '2026-03-02T07:00:00Z', reason: 'duty', clause: '', remark: '' },
  ])
})

test('a supporting unit that gave its part back is no side in it', () => {
  expect(sides(whole(line('Returned', '2026-03-02T03:00:00Z', { unit: 'C', lead: false, reason: 'duty' })))).toEqual([])
})
