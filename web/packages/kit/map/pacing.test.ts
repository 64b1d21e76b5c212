// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { pace } from './pacing.ts'

const FAR = 100

/** A map that does nothing but tell: `pictures` draws so many of one movement, each after so many milliseconds. */
function standIn() {
  const heard: Record<string, (() => void)[]> = {}
  const tell = (event: string) => { for (const hears of heard[event] ?? []) hears() }
  const seen = { ratio: 1, drawn: 0, stopped: 0, moving: false }
  const map = {
    on: (event: string, hears: () => void) => { (heard[event] ??= []).push(hears) },
    isMoving: () => seen.moving,
    redraw: () => { seen.drawn += 1 },
    stop: () => { seen.stopped += 1 },
    setPixelRatio: (ratio: number) => { seen.ratio = ratio; map.stop(); tell('move') },
  }
  pace(map as unknown as Parameters<typeof pace>[0])
  const draw = (after: number) => {
    vi.advanceTimersByTime(after)
    tell('render')
  }
  const pictures = (count: number, apart: number) => {
    seen.moving = true
    for (let one = 0; one < count; one += 1) {
      tell('move')
      draw(apart)
    }
  }
  const rest = () => {
    seen.moving = false
    tell('render')
    tell('idle')
  }
  return { seen, draw, pictures, rest }
}

beforeEach(() => { vi.useFakeTimers({ now: FAR }) })
afterEach(() => { vi.useRealTimers() })

test('a slow map is coarse from its first movement on, and sharp as soon as it rests', () => {
  const { seen, pictures, rest } = standIn()
  pictures(20, 45)
  expect(seen.ratio).toBe(0.5)
  expect(seen.drawn).toBe(0)
  rest()
  expect(seen).toMatchObject({ ratio: 1, drawn: 1 })
  rest()
  expect(seen.drawn).toBe(1)
  pictures(1, 45)
  expect(seen.ratio).toBe(0.5)
})

test('a map that flows is sharp while it moves, and one slow picture changes nothing', () => {
  const { seen, pictures } = standIn()
  pictures(10, 16)
  expect(seen.ratio).toBe(1)
  pictures(1, 400)
  pictures(5, 16)
  expect(seen.ratio).toBe(1)
})

test('a map that flows only while it is coarse stays coarse for good', () => {
  const { seen, pictures, rest } = standIn()
  pictures(10, 16)
  pictures(10, 90)
  expect(seen.ratio).toBe(0.5)
  pictures(40, 16)
  expect(seen.ratio).toBe(0.5)
  rest()
  expect(seen.ratio).toBe(1)
})

test('only what is drawn during one movement is counted, not what comes while the map rests', () => {
  const { seen, draw, pictures, rest } = standIn()
  pictures(10, 16)
  for (let turn = 0; turn < 10; turn += 1) {
    seen.moving = false
    for (let tile = 0; tile < 10; tile += 1) draw(90)
    pictures(2, 90)
    rest()
  }
  pictures(1, 16)
  expect(seen.ratio).toBe(1)
})

test('a change of sharpness does not end the movement under way', () => {
  const { seen, pictures, rest } = standIn()
  pictures(3, 45)
  rest()
  expect(seen.stopped).toBe(0)
})
