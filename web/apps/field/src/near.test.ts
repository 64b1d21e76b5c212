import { lang } from '@gongzhi/kit'
import { expect, test } from 'vitest'

import { away, nearest, told } from './near.ts'

const here = { lon: 124.35, lat: 43.17 }
const at = (name: string, lon: number | null, lat: number | null) => ({ name, lon, lat })

test('the nearest stands first, what has no place last, and equals stay in their order', () => {
  const rows = [at('nowhere', null, null), at('far', 124.36, 43.17), at('here', 124.35, 43.17), at('too', 124.36, 43.17), at('lost', null, null), at('near', 124.35, 43.172)]
  expect(nearest(rows, here).map(({ name }) => name)).toEqual(['here', 'near', 'far', 'too', 'nowhere', 'lost'])
  expect(rows[0]?.name).toBe('nowhere')
})

test('a distance is as the crow flies and said no finer than a phone knows it', () => {
  lang.value = 'zh'
  expect(away(at('', 124.35, 43.18), here)).toBeCloseTo(1113.2, 0)
  expect(away(at('', 124.36, 43.17), here)).toBeCloseTo(1113.2 * Math.cos(43.17 * Math.PI / 180), 0)
  expect([0, 34, 994, 996, 1249].map(told)).toEqual(['0 米', '30 米', '990 米', '1.0 公里', '1.2 公里'])
})

test('nothing is said while the phone does not know where it is, or of what has no place', () => {
  expect(away(at('', 124.35, 43.18), undefined)).toBeUndefined()
  expect(away(at('', null, null), here)).toBeUndefined()
})
