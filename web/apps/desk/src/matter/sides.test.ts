import type { Whole } from '@gongzhi/client'
import { mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'

import { sides } from './sides.ts'
import Sides from './Sides.vue'

vi.mock('@gongzhi/kit', async (real) => ({ ...await real<object>(), unitName: (code: string) => code }))
vi.mock('./useReasons.ts', () => ({ useReasons: () => ({ reasons: { value: [] } }) }))

const line = (event: string, recorded_at: string, data: object) => ({ event, recorded_at, data })
const returned = (unit: string, at: string) => line('Returned', at, { unit, lead: true, reason: 'duty' })
const whole = (...journal: object[]) => ({ journal, words: { c: '三定方案第五条', r: '不在本辖区' } }) as unknown as Whole

test('each unit that gave the lead back stands with the time it had it, its reason, clause and words, in order', () => {
  expect(sides(whole(
    line('Dispatched', '2026-03-02T01:00:00Z', { lead: 'A' }), line('Returned', '2026-03-02T03:00:00Z', { unit: 'A', lead: true, reason: 'duty', clause: { ref: 'c' } }),
    line('Dispatched', '2026-03-02T04:00:00Z', { lead: 'B' }), line('Returned', '2026-03-02T05:00:00Z', { unit: 'B', lead: true, reason: 'place', remark: { ref: 'r' } }),
    line('Reassigned', '2026-03-02T06:00:00Z', { lead: 'A' }), line('Returned', '2026-03-02T07:00:00Z', { unit: 'A', lead: true, reason: 'duty' }),
  ))).toEqual([
    { unit: 'A', last: false, took: '2026-03-02T01:00:00Z', gave: '2026-03-02T03:00:00Z', reason: 'duty', clause: '三定方案第五条', remark: '' },
    { unit: 'B', last: true, took: '2026-03-02T04:00:00Z', gave: '2026-03-02T05:00:00Z', reason: 'place', clause: '', remark: '不在本辖区' },
    { unit: 'A', last: true, took: '2026-03-02T06:00:00Z', gave: '2026-03-02T07:00:00Z', reason: 'duty', clause: '', remark: '' },
  ])
})

test('a supporting unit that gave its part back is no side in it', () => {
  expect(sides(whole(line('Returned', '2026-03-02T03:00:00Z', { unit: 'C', lead: false, reason: 'duty' })))).toEqual([])
})

test('the matter is offered to each of them once, however often it gave it back, beside its last words', async () => {
  const quarrel = whole(returned('A', '2026-03-02T03:00:00Z'), returned('B', '2026-03-02T05:00:00Z'), returned('A', '2026-03-02T07:00:00Z'))
  const shown = mount(Sides, { props: { whole: quarrel, may: true } })
  const told = shown.findAll('[data-side]')
  expect(told.map((side) => [side.attributes('data-side'), side.find('[data-act="rule-for"]').exists()])).toEqual([['A', false], ['B', true], ['A', true]])
  for (const button of shown.findAll('[data-act="rule-for"]')) await button.trigger('click')
  expect(shown.emitted('rule')).toEqual([['B'], ['A']])
})
