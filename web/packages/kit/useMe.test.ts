import type { Problem } from '@gongzhi/client'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'

interface Hears { onResponse: (told: { response: { status: number } }) => void }

/** A page that was just opened by this person, and what it stands on. */
async function opened(id = 'person:1') {
  const GET = vi.fn().mockResolvedValue({ data: { id, time_zone: 'Asia/Shanghai' }, response: new Response() })
  const [use, renew] = [vi.fn<(hears: Hears) => void>(), vi.fn()]
  vi.doMock('./house.ts', () => ({ house: () => ({ client: { api: { GET, use } }, live: { renew } }) }))
  const [{ Refusal, Unreached }, { useMe }] = [await import('@gongzhi/client'), await import('./useMe.ts')]
  const page = useMe()
  await flushPromises()
  const answers = (next: string) => GET.mockResolvedValue({ data: { id: next, time_zone: 'Asia/Shanghai' }, response: new Response() })
  const refused = (status: number) => new Refusal({ status, code: 'no', title: '不行' } as Problem)
  return { page, GET, renew, refused, away: new Unreached('away'), answers, hear: (status: number) => use.mock.calls[0]?.[0].onResponse({ response: { status } }) }
}

beforeEach(() => { vi.resetModules() })

test('any answer that the session is over closes the door, and whoever signs in again finds the page as it was', async () => {
  const { page, renew, hear } = await opened()
  hear(403)
  expect(page.state.value).toBe('in')
  hear(401)
  expect([page.state.value, page.me.value?.id]).toEqual(['out', 'person:1'])
  await page.again()
  expect(page.state.value).toBe('in')
  expect(renew).toHaveBeenCalledOnce()
})

test('where somebody else signs in meanwhile, nothing that the one before wrote stays', async () => {
  const reload = vi.fn()
  vi.stubGlobal('location', { reload })
  const { page, hear, answers } = await opened()
  hear(401)
  answers('person:2')
  await page.again()
  vi.unstubAllGlobals()
  expect(reload).toHaveBeenCalledOnce()
  expect([page.state.value, page.me.value?.id]).toEqual(['out', 'person:1'])
})

test('a page that stands stays while the network is away or the house is busy', async () => {
  const { page, GET, away, refused } = await opened()
  for (const trouble of [away, refused(429)]) {
    GET.mockRejectedValueOnce(trouble)
    await page.again()
    expect(page.state.value).toBe('in')
  }
  GET.mockRejectedValueOnce(refused(401))
  await page.again()
  expect(page.state.value).toBe('out')
})
