import { Refusal, type Client, type Problem, type Whole } from '@gongzhi/client'
import { Live, type Row } from '@gongzhi/live'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'

import { useMatter } from './useMatter.ts'

let scope: EffectScope
let hear: (row: Partial<Row>) => void
let gone: (id: string) => void
const whole = (id: string, version: number, may: string[] = ['take']) => ({ matter: { id, version }, may }) as unknown as Whole
const problem = { code: 'version-stale', title: '别人先办了', way_out: '请看新情况' } as Problem

function stand(client: Partial<Client>, id = ref('a')) {
  const listeners = new Map<string, (event: MessageEvent<string>) => void>()
  const live = new Live(() => ({ readyState: 1, onopen: null, onerror: null, close: vi.fn(), addEventListener: (name, told) => listeners.set(name, told) }))
  const send = (name: string, data: unknown) => listeners.get(name)?.(new MessageEvent(name, { data: JSON.stringify(data) }))
  hear = (row) => send('matter', row)
  gone = (matter) => send('gone', { id: matter })
  const made = scope.run(() => useMatter(id, { client: client as Client, live }))
  if (!made) throw new Error('no scope')
  return { ...made, id }
}

beforeEach(() => { scope = effectScope(); return () => scope.stop() })

describe('a matter on the screen', () => {
  test('is fetched again when others changed it, and never falls back to an older version', async () => {
    const matter = vi.fn().mockResolvedValueOnce(whole('a', 1)).mockResolvedValueOnce(whole('a', 3)).mockResolvedValueOnce(whole('a', 2))
    const seen = stand({ matter })
    await flushPromises()
    expect(seen.whole.value?.matter.version).toBe(1)
    hear({ id: 'a', version: 1 })
    hear({ id: 'b', version: 9 })
    expect(matter).toHaveBeenCalledOnce()
    hear({ id: 'a', version: 3 })
    await flushPromises()
    hear({ id: 'a', version: 4 })
    await flushPromises()
    expect(seen.whole.value?.matter.version).toBe(3)
  })

  test('that leaves my sight is said to be gone', async () => {
    const seen = stand({ matter: vi.fn().mockResolvedValue(whole('a', 1)) })
    await flushPromises()
    gone('a')
    expect(seen.state.value).toBe('gone')
  })

  test('shows what was asked for last, whatever is answered first', async () => {
    const answers: ((told: Whole) => void)[] = []
    const seen = stand({ matter: vi.fn(() => new Promise<Whole>((answer) => answers.push(answer))) })
    seen.id.value = 'b'
    await flushPromises()
    answers[1]?.(whole('b', 1))
    await flushPromises()
    answers[0]?.(whole('a', 5))
    await flushPromises()
    expect(seen.whole.value?.matter.id).toBe('b')
  })

  test('sends the version that I saw, offers nothing meanwhile, and says why it was refused', async () => {
    const command = vi.fn().mockRejectedValue(new Refusal(problem))
    const seen = stand({ matter: vi.fn().mockResolvedValue(whole('a', 4)), command })
    await flushPromises()
    const sent = seen.send('take', {})
    expect([...seen.may.value]).toEqual([])
    expect(await sent).toBe(false)
    expect(command.mock.calls[0]?.[3]).toMatchObject({ version: 4 })
    expect(seen.problem.value?.title).toBe('别人先办了')
    expect([...seen.may.value]).toEqual(['take'])
  })

  test('stays on the page of whoever is signed in no more, and goes on when they are back', async () => {
    const out = new Refusal({ ...problem, status: 401 })
    const matter = vi.fn().mockResolvedValue(whole('a', 4))
    const seen = stand({ matter, command: vi.fn().mockRejectedValue(out) })
    await flushPromises()
    matter.mockRejectedValueOnce(out)
    await seen.send('take', {})
    expect([seen.state.value, seen.problem.value?.status]).toEqual(['there', 401])
    await seen.again()
    expect([seen.state.value, seen.problem.value]).toEqual(['there', undefined])
  })

  test('says the same thing again under the same key when no answer came, and under a new one after an answer', async () => {
    const command = vi.fn().mockRejectedValueOnce(new TypeError('lost')).mockResolvedValue({})
    const seen = stand({ matter: vi.fn().mockResolvedValue(whole('a', 4)), command })
    await flushPromises()
    await expect(seen.send('take', {})).rejects.toThrow('lost')
    await seen.send('take', {})
    await seen.send('take', {})
    const [lost, again, next] = command.mock.calls.map((call) => (call[3] as { key: string }).key)
    expect(again).toBe(lost)
    expect(next).not.toBe(lost)
  })
})
