import { expect, test } from 'vitest'

import { away, choices, middle, type Compound } from './compounds.ts'

const home = (name: string, west: number, south = 43.17): Compound => ({ code: name, name, west, south, east: west + 0.002, north: south + 0.002 })
const HERO = home('英雄小区', 124.35)
const GARDEN = home('花园小区', 124.353)
const FAR_OFF = home('远郊小区', 124.5)
const all = [FAR_OFF, GARDEN, HERO]
const names = (found: ReturnType<typeof choices>) => found.map(({ compound }) => compound.name)

test('the compound around the point comes first, then what is near, and what is far is not meant', () => {
  const found = choices(all, { lon: 124.351, lat: 43.171 }, '')
  expect(names(found)).toEqual(['英雄小区', '花园小区'])
  expect(found[0]?.metres).toBe(0)
  expect(found[1]?.metres).toBeCloseTo(0.002 * 111_320 * Math.cos(43.171 * Math.PI / 180), 0)
})

test('what is typed narrows the choice, and a block behind the name does not widen it again', () => {
  const here = { lon: 124.351, lat: 43.171 }
  expect(names(choices(all, here, '花园'))).toEqual(['花园小区'])
  expect(names(choices(all, here, '花园小区 3 号楼'))).toEqual(['花园小区'])
  expect(names(choices(all, here, '人民路'))).toEqual(['英雄小区', '花园小区'])
})

test('without a place from the phone all are to choose from, and the one that is chosen is a place', () => {
  expect(new Set(names(choices(all, null, '')))).toEqual(new Set(['英雄小区', '花园小区', '远郊小区']))
  const { lon, lat, accuracy_m } = middle(HERO)
  expect(away(HERO, { lon, lat })).toBe(0)
  expect(accuracy_m).toBeGreaterThan(80)
  expect(away(HERO, { lon: lon + accuracy_m / 111_320 / Math.cos(lat * Math.PI / 180), lat })).toBeLessThan(accuracy_m)
})
