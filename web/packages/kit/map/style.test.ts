// @vitest-environment happy-dom
import { expect, test } from 'vitest'

import { drawn } from './pins.ts'
import { styleOf, type Base } from './style.ts'

const NONE: Base = { kind: 'none', tiles: [], attribution: '' }
const RASTER: Base = { kind: 'raster', tiles: ['/base/{z}/{x}/{y}'], attribution: '底图' }
const layers = (base: Base) => styleOf(base, '/api/tiles/matters/{z}/{x}/{y}').layers

test('crowds of whatever number are drawn without a picture for each number', () => {
  const pictured = layers(NONE).filter((layer) => layer.type === 'symbol' && layer.layout?.['icon-image'] !== undefined)
  expect(pictured.map(({ id }) => id)).toEqual(['matters'])
  expect(drawn('crowd/17/true')).toBeUndefined()
})

test('what covers the whole map is drawn opaque and without soft edges', () => {
  const fills = layers(NONE).filter((layer) => layer.type === 'fill')
  expect(fills.map(({ id }) => id)).toEqual(['ground'])
  for (const { paint } of fills) expect(paint).toMatchObject({ 'fill-antialias': false })
  for (const { paint } of fills) expect(paint).not.toHaveProperty('fill-opacity')
})

test('a base map is not covered by ground of our own', () => {
  expect(layers(RASTER).map(({ id }) => id)).not.toContain('ground')
  expect(layers(RASTER).map(({ id }) => id)).toEqual(expect.arrayContaining(['base', 'grid', 'crowds']))
})
