import { beforeEach, expect, test, vi } from 'vitest'

import { hush } from './usePush.ts'

const kept = new Map<string, string>()
const unsubscribe = vi.fn(() => Promise.resolve(true))

beforeEach(() => {
  kept.clear()
  unsubscribe.mockClear()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null, removeItem: (name: string) => kept.delete(name),
  })
  vi.stubGlobal('PushManager', vi.fn())
  const pushManager = { getSubscription: () => Promise.resolve({ unsubscribe }) }
  vi.stubGlobal('navigator', { serviceWorker: { getRegistration: () => Promise.resolve({ pushManager }) } })
})

test('whoever comes after somebody on a phone is pushed nothing that was theirs', async () => {
  kept.set('gongzhi.push', 'person:1')
  await hush('person:2')
  expect(unsubscribe).toHaveBeenCalledOnce()
  expect(kept.size).toBe(0)
})

test('who comes back to the own phone goes on being pushed to', async () => {
  kept.set('gongzhi.push', 'person:1')
  await hush('person:1')
  expect(unsubscribe).not.toHaveBeenCalled()
  expect(kept.get('gongzhi.push')).toBe('person:1')
})

test('signing out ends it', async () => {
  kept.set('gongzhi.push', 'person:1')
  await hush()
  expect(unsubscribe).toHaveBeenCalledOnce()
})
