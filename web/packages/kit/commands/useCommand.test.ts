import { Refusal, Unreached, type Client, type Problem, type Whole } from '@gongzhi/client'
import { Live } from '@gongzhi/live'
import { flushPromises } from '@vue/test-utils'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref } from 'vue'

import { underWay } from '../upload.ts'
import { useMatter } from '../useMatter.ts'
import { useCommand } from './useCommand.ts'

interface Line { version: number, key: string, remark: string }
type Fate = 'given' | 'unheard' | 'never'
const STALE = { code: 'changed-since', status: 412, title: '别人先办了一步' } as Problem

/** The server: a journal per matter; the same key is done once, another version than the present one is refused. */
class House {
  journals: Record<string, Line[]> = { a: [], b: [] }
  answers: ((() => void))[] = []
  fate: Fate = 'given'

  client = {
    matter: (id: string) => {
      const journal = [...this.journals[id] ?? []]
      const whole = { matter: { id, version: journal.length + 1 }, may: ['comment'], journal } as unknown as Whole
      return new Promise<Whole>((give) => this.answers.push(() => { give(whole) }))
    },
    command: (id: string, _name: string, { remark }: { remark: string }, { key, version }: { key: string, version: number }) => {
      const [journal, fate] = [this.journals[id] ?? [], this.fate]
      const known = journal.some((line) => line.key === key)
      const stale = !known && version !== journal.length + 1
      if (fate !== 'never' && !known && !stale) journal.push({ version: journal.length + 2, key, remark })
      return new Promise<never>((give, lose) => this.answers.push(() => {
        if (fate !== 'given') lose(new Unreached('lost'))
        else if (stale) lose(new Refusal(STALE))
        else (give as (receipt: object) => void)({})
      }))
    },
  } as unknown as Client

  /** Somebody else writes into the journal. */
  other(id: string) {
    const journal = this.journals[id] ?? []
    journal.push({ version: journal.length + 2, key: crypto.randomUUID(), remark: 'somebody else' })
  }
  async answer(at: number) {
    const [one] = this.answers.splice(at % Math.max(1, this.answers.length), 1)
    one?.()
    await flushPromises()
  }
  async settle() {
    while (this.answers.length > 0) await this.answer(0)
  }
  said = (remark: string) => Object.values(this.journals).flat().filter((line) => line.remark === remark).length
}

let scope = effectScope()
beforeEach(() => { scope = effectScope() })
afterEach(() => { scope.stop() })

function stand() {
  const [house, id] = [new House(), ref('a')]
  let hear: (row: unknown) => void = () => undefined
  const live = new Live(() => ({ readyState: 1, onopen: null, onerror: null, close: vi.fn(), addEventListener: (name, told) => {
    if (name === 'matter') hear = (row) => told(new MessageEvent(name, { data: JSON.stringify(row) }))
  } }))
  const made = scope.run(() => {
    const of = useMatter(id, { client: house.client, live })
    return { of, form: useCommand(of) }
  })
  if (!made) throw new Error('no scope')
  return { ...made, house, id, tell: (matter: string) => hear({ id: matter, version: (house.journals[matter]?.length ?? 0) + 1 }) }
}

const STEPS = fc.array(fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('submit'), fate: fc.constantFrom<Fate>('given', 'unheard', 'never'), at: fc.constant(0) }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('answer'), fate: fc.constant<Fate>('given'), at: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('write', 'other', 'tell', 'turn'), fate: fc.constant<Fate>('given'), at: fc.constant(0) }) },
), { maxLength: 30 })

test('whatever is lost, late or overtaken: what was said is said once, and what was typed is there until it was taken', async () => {
  let run = 0
  await fc.assert(fc.asyncProperty(STEPS, async (steps) => {
    scope.stop()
    scope = effectScope()
    const { of, form, house, id, tell } = stand()
    /** What was typed and is not known to be taken, by matter; each text is used once. */
    const typed = new Map<string, string>()
    let open = false
    const taken: string[] = []
    let n = 0
    run += 1
    function write() {
      if (of.state.value !== 'there' || of.sending.value) return
      if (!form.name.value) form.open('comment')
      open = true
      if (typed.has(id.value)) return
      typed.set(id.value, `${run}.${n++}`)
      form.type('remark', typed.get(id.value))
    }
    async function submit() {
      const [at, text] = [id.value, typed.get(id.value) ?? '']
      if (!form.name.value || of.sending.value || !text) return
      void form.submit().then((ok) => {
        if (!ok) return
        taken.push(text)
        if (typed.get(at) === text) typed.delete(at)
        if (at === id.value) open = false
      })
      await flushPromises()
    }
    for (const { what, fate, at } of steps) {
      house.fate = fate
      if (what === 'submit') await submit()
      else if (what === 'answer') await house.answer(at)
      else if (what === 'write') write()
      else if (what === 'other') house.other(id.value)
      else if (what === 'tell') tell(id.value)
      else {
        id.value = id.value === 'a' ? 'b' : 'a'
        open = false
      }
      await flushPromises()
      if (open) expect(form.name.value, 'nothing shuts a form but its own answer').toBe('comment')
      if (form.name.value && typed.has(id.value)) expect(form.typed.value['remark']).toBe(typed.get(id.value))
    }
    await house.settle()
    house.fate = 'given'
    for (const at of ['a', 'b']) {
      id.value = at
      await flushPromises()
      for (let tries = 0; tries < 3 && typed.has(at); tries += 1) {
        await house.settle()
        if (!form.name.value) form.open('comment')
        expect(form.typed.value['remark']).toBe(typed.get(at))
        await submit()
        await house.settle()
      }
      expect(typed.has(at)).toBe(false)
      form.open('comment')
      expect(form.typed.value['remark'], 'nothing that was taken is offered once more').toBeUndefined()
      form.shut()
    }
    for (const text of taken) expect(house.said(text)).toBe(1)
  }), { numRuns: 500 })
})

test('whoever was slower keeps what was typed and sees who did what', async () => {
  const { of, form, house } = stand()
  await house.settle()
  form.open('comment')
  form.type('remark', '慢的一位')
  house.other('a')
  const sent = form.submit()
  await house.settle()
  expect(await sent).toBe(false)
  expect(form.lost.value).toBe(true)
  expect(of.problem.value?.code).toBe('changed-since')
  expect(form.since.value.map((line) => line.version)).toEqual([2])
  expect(form.typed.value['remark']).toBe('慢的一位')
})

test('an answer that comes late shuts no form that was opened about another matter meanwhile', async () => {
  const { form, house, id } = stand()
  await house.settle()
  form.open('comment')
  form.type('remark', '第一件')
  const sent = form.submit()
  await house.answer(0)
  id.value = 'b'
  await flushPromises()
  await house.answer(1)
  form.open('comment')
  await house.settle()
  expect(await sent).toBe(true)
  expect(form.name.value).toBe('comment')
  expect(form.typed.value['remark']).toBeUndefined()
})

test('what names files waits until they have arrived', async () => {
  const { form, house } = stand()
  await house.settle()
  form.open('comment')
  form.type('remark', '照片还在路上')
  underWay.value = 1
  expect(await form.submit()).toBe(false)
  expect(form.name.value).toBe('comment')
  underWay.value = 0
  const sent = form.submit()
  await house.settle()
  expect(await sent).toBe(true)
  expect(house.said('照片还在路上')).toBe(1)
})

test('without an answer one is told that nothing is known, and the form stays', async () => {
  const { form, house } = stand()
  await house.settle()
  house.fate = 'unheard'
  form.open('comment')
  form.type('remark', '说一次')
  const sent = form.submit()
  await house.settle()
  expect(await sent).toBe(false)
  expect(form.unsure.value).toBe(true)
  expect(form.name.value).toBe('comment')
  house.fate = 'given'
  const again = form.submit()
  await house.settle()
  expect(await again).toBe(true)
  expect(house.said('说一次')).toBe(1)
})

test('what was not heard of is the same thing when one comes back to it, by way of another matter or another page', async () => {
  const { form, house, id, of } = stand()
  const sent = async (remark: string, where = form) => {
    where.open('comment')
    where.type('remark', remark)
    const answer = where.submit()
    await house.settle()
    return answer
  }
  const turn = async (to: string) => {
    id.value = to
    await flushPromises()
    await house.settle()
  }
  await house.settle()
  house.fate = 'unheard'
  expect(await sent('说一次就够')).toBe(false)
  house.fate = 'given'
  await turn('b')
  expect(await sent('另一件')).toBe(true)
  await turn('a')
  const page = scope.run(() => useCommand(of))
  expect(await sent('说一次就够', page)).toBe(true)
  expect(house.said('说一次就够')).toBe(1)
})
