/** On the first load a phone fetches no more script than its limit allows; build first (`python -m tools.web build`). */
import { existsSync, readFileSync, statSync } from 'node:fs'

import { expect, test } from 'vitest'

import { built } from './vite.config.ts'

const LIMIT = 250 * 1024
const page = `${built('field')}/index.html`

test.runIf(existsSync(page))('the field app loads at most 250 kB of compressed script at first', () => {
  const scripts = [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="\/static\/web\/field\/(assets\/[^"]+\.js)"/g)].map(([, name]) => `${built('field')}/${name}`)
  expect(scripts.length).toBeGreaterThan(0)
  const sizes = scripts.map((path) => statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(LIMIT)
})

test.runIf(existsSync(page))('everything that the first screen needs lies in the phone after the first start', () => {
  const worker = readFileSync(`${built('field')}/worker.js`, 'utf8')
  const needed = [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="(\/static\/web\/field\/[^"]+)"/g)].map(([, address]) => String(address))
  expect(needed.filter((address) => address.endsWith('.js')).length).toBeGreaterThan(0)
  const listed = new Set([...worker.matchAll(/url:[`"']([^`"']+)[`"']/g)].map(([, address]) => address))
  expect([...needed, '/field/'].filter((address) => !listed.has(address))).toEqual([])
  expect(needed.filter((address) => /\/(?:map|MapView|maplibre)/.test(address))).toEqual([]) // these are not kept
})
