import { beforeEach, expect, test, vi } from 'vitest'

import { end, hush, usePush } from './usePush.ts'

const api = vi.hoisted(() => ({ GET: vi.fn(), PUT: vi.fn(), POST: vi.fn() }))
vi.mock('@gongzhi/kit', () => ({ house: () => ({ client: { api } }) }))

const kept = new Map<string, string>()
const unsubscribe = vi.fn(() => Promise.resolve(true))

beforeEach(() => {
  kept.clear()
  unsubscribe.mockClear()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null, removeItem: (name: string) => kept.delete(name),
  })
  vi.stubGlobal('PushManager', vi.fn())
  const pushManager = { getSubscription: () => Promise.resolve({ unsubscribe, endpoint: 'https://push.example.net/here' }) }
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

test('signing out ends it, and where the house is not told it goes on', async () => {
  kept.set('gongzhi.push', 'person:1')
  api.POST.mockRejectedValueOnce(new Error('no network'))
  await expect(end()).rejects.toThrow('no network')
  expect(unsubscribe).not.toHaveBeenCalled()
  api.POST.mockResolvedValueOnce({ data: { key: 'key', on: false }, response: new Response() })
  await end()
  expect(unsubscribe).toHaveBeenCalledOnce()
  expect(kept.size).toBe(0)
})

test('turning it off ends it for this browser alone, and the house is told which', async () => {
  const answer = (on: boolean) => Promise.resolve({ data: { key: 'key', on }, response: new Response() })
  api.GET.mockReturnValue(answer(true))
  api.POST.mockReturnValue(answer(true)) // another phone of the same person goes on
  kept.set('gongzhi.push', 'person:1')
  const push = usePush()
  await vi.waitFor(() => { expect(push.on.value).toBe(true) })
  await push.toggle('person:1')
  expect(api.POST.mock.calls).toEqual([['/api/inbox/push:end', { body: { endpoint: 'https://push.example.net/here' } }]])
  expect(unsubscribe).toHaveBeenCalledOnce()
  expect(push.on.value).toBe(false)
})
