import { expect, test, vi } from 'vitest'

import { client } from './index.ts'

test('every request says how long nobody has touched the page', async () => {
  vi.useFakeTimers()
  const said: (string | null)[] = []
  const { api } = client({ lang: () => 'zh', csrf: () => '', base: 'http://here', fetch: (request) => {
    said.push(request.headers.get('X-Untouched'))
    return Promise.resolve(new Response('{}', { headers: { 'Content-Type': 'application/json' } }))
  } })
  dispatchEvent(new Event('keydown'))
  await api.GET('/api/me')
  vi.advanceTimersByTime(125_000)
  await api.GET('/api/me')
  dispatchEvent(new Event('pointerdown'))
  await api.GET('/api/me')
  vi.useRealTimers()
  expect(said).toEqual(['0', '125', '0'])
})
