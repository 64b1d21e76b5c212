import { beforeEach, describe, expect, test, vi } from 'vitest'

import { Live, type Row } from './index.ts'

class Fake {
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  readonly hears = new Map<string, (event: MessageEvent<string>) => void>()
  addEventListener(name: string, hear: (event: MessageEvent<string>) => void) { this.hears.set(name, hear) }
  close() { this.closed = true }
  send(name: string, data: unknown) { this.hears.get(name)?.(new MessageEvent(name, { data: JSON.stringify(data) })) }
}

const sources: Fake[] = []
const live = () => new Live(() => { const made = new Fake(); sources.push(made); return made })
const row = (id: string, version = 1) => ({ id, version }) as Row
const last = () => sources.at(-1) as Fake

beforeEach(() => { sources.length = 0; vi.useFakeTimers() })

describe('the stream', () => {
  test('is opened once for all who listen and closed with the last of them', () => {
    const one = live()
    const [stop, end] = [one.listen({}), one.listen({})]
    expect(sources).toHaveLength(1)
    stop()
    expect(last().closed).toBe(false)
    end()
    expect(last().closed).toBe(true)
  })

  test('tells whoever follows a matter of that matter only, and when it is gone from sight', () => {
    const heard: unknown[] = []
    live().follow('a', (found) => heard.push(found?.version))
    last().send('matter', row('b', 5))
    last().send('matter', row('a', 7))
    last().send('gone', { id: 'b' })
    last().send('gone', { id: 'a' })
    expect(heard).toEqual([7, undefined])
  })

  test('opened anew by whoever signed in again lets go of the old one and says that something may be missed', () => {
    const reset = vi.fn()
    const one = live()
    one.renew()
    expect(sources).toHaveLength(0)
    one.listen({ reset })
    const old = last()
    one.renew()
    expect([old.closed, last() === old]).toEqual([true, false])
    last().onopen?.()
    expect(reset).toHaveBeenCalledOnce()
  })

  test('says that something may be missed when it opens again, not when it opens first', () => {
    const reset = vi.fn()
    live().listen({ reset })
    last().onopen?.()
    expect(reset).not.toHaveBeenCalled()
    last().onerror?.()
    last().onopen?.()
    expect(reset).toHaveBeenCalledOnce()
  })

  test('that was refused is asked for again later, and not once nobody listens', () => {
    const states: string[] = []
    const stop = live().listen({ state: (state) => states.push(state) })
    last().readyState = 2
    last().onerror?.()
    expect(states).toEqual(['connecting', 'refused'])
    vi.runAllTimers()
    expect(sources).toHaveLength(2)
    last().readyState = 2
    last().onerror?.()
    stop()
    vi.runAllTimers()
    expect(sources).toHaveLength(2)
  })
})
