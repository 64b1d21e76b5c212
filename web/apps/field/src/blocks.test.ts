import { expect, test } from 'vitest'

import { blockOf, compoundOf, noted, withBlock } from './blocks.ts'

const box = { west: 0, south: 0, east: 1, north: 1 }
const [hero, second] = [{ code: 'a', name: '英雄小区', ...box }, { code: 'b', name: '英雄小区二期', ...box }]

test('the compound of an address is the one with the longest name that it begins with', () => {
  expect(compoundOf('英雄小区二期 3号楼', [hero, second])).toBe(second)
  expect(compoundOf('英雄小区 3号楼', [hero, second])).toBe(hero)
  expect(compoundOf('去英雄小区', [hero, second])).toBeUndefined()
})

test.each([
  ['英雄小区 3号楼2单元', '3 号楼'], ['英雄小区 12 号楼', '12 号楼'], ['英雄小区3栋', '3 栋'], ['英雄小区 a座 501', 'A 座'],
  ['英雄小区 东门', ''], ['英雄小区 ', ''], ['英雄小区 2单元501', ''], ['英雄小区 1234号楼', ''],
])('the building of %s is “%s”', (address, block) => {
  expect(blockOf(address, hero.name)).toBe(block)
})

test('another building takes the place of the one that stood there, and what follows it stays', () => {
  expect(withBlock('英雄小区 ', hero.name, '3 号楼')).toBe('英雄小区 3 号楼 ')
  expect(withBlock('英雄小区 3号楼2单元', hero.name, '12 号楼')).toBe('英雄小区 12 号楼 2单元')
  expect(withBlock('英雄小区 12 号楼 2单元', hero.name, '')).toBe('英雄小区 2单元')
  expect(withBlock('英雄小区 东门', hero.name, '1 号楼')).toBe('英雄小区 1 号楼 东门')
})

test('a phone keeps the buildings of a compound, the last first, few of them, and never a door', () => {
  let kept: Record<string, string[]> = {}
  for (const number of [1, 2, 3, 4, 5, 3]) kept = noted(kept, `英雄小区 ${number}号楼2单元501 王家`, [hero])
  expect(kept).toEqual({ a: ['3 号楼', '5 号楼', '4 号楼', '2 号楼'] })
  expect(noted(kept, '英雄小区 东门', [hero])).toBe(kept)
  expect(noted(kept, '建民路 3号楼', [hero])).toBe(kept)
  for (let place = 0; place < 60; place += 1) kept = noted(kept, `第${place}小区 1号楼`, [{ code: `c${place}`, name: `第${place}小区`, ...box }])
  expect(Object.keys(kept)).toHaveLength(40)
  expect(Object.keys(kept)).not.toContain('a')
})
