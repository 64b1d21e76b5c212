/** One matter, kept fresh by the live stream, changed only by the commands that the server offers. */
import { Refusal, Unreached, type CommandName, type MatterId, type Problem, type Said, type Whole } from '@gongzhi/client'
import { newId } from '@gongzhi/client/older'
import { computed, onWatcherCleanup, readonly, ref, shallowReadonly, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'

import { house, type House } from './house.ts'

/** What has no answer yet, of every matter of this page: said again it is the same thing, about the same version, under the same key. */
const pending = new Map<string, { key: string, version: number | undefined }>()

const SIGNED_OUT = 401

export function useMatter(id: MaybeRefOrGetter<MatterId>, { client, live }: House = house()) {
  const whole = shallowRef<Whole>()
  const sending = ref<CommandName>()
  const problem = shallowRef<Problem>()
  const state = ref<'loading' | 'there' | 'gone' | 'unreached'>('loading')
  const may = computed<ReadonlySet<string>>(() => new Set(sending.value ? [] : whole.value?.may))
  let wanted = ''

  async function fetchIt(matter: MatterId, signal?: AbortSignal) {
    try {
      const next = await client.matter(matter, signal)
      if (matter !== wanted || next.matter.version < (whole.value?.matter.version ?? 0)) return
      whole.value = next
      state.value = 'there'
      if (problem.value?.status === SIGNED_OUT) problem.value = undefined
    } catch (error) {
      if (signal?.aborted || matter !== wanted) return
      if (error instanceof Refusal) {
        problem.value = error.problem
        state.value = error.problem.status === SIGNED_OUT && whole.value ? 'there' : 'gone' // who signs in again goes on
      } else if (error instanceof Unreached) state.value = whole.value ? 'there' : 'unreached'
      else throw error
    }
  }

  watch(() => toValue(id), (matter) => {
    const left = new AbortController()
    onWatcherCleanup(() => left.abort())
    wanted = matter
    whole.value = problem.value = sending.value = undefined
    state.value = 'loading'
    if (!matter) return
    const again = () => void fetchIt(matter, left.signal)
    onWatcherCleanup(live.follow(matter, (row) => {
      if (!row) state.value = 'gone'
      else if (row.version > (whole.value?.matter.version ?? 0)) again()
    }, again)) // follow first, then fetch: nothing falls between
    again()
  }, { immediate: true })

  /** Give a command; whether the server took it. A refusal stands in `problem`. */
  async function send<N extends CommandName>(name: N, said: Said[N]): Promise<boolean> {
    const matter = wanted
    const what = JSON.stringify([matter, name, said])
    const { key, version } = pending.get(what) ?? { key: newId(), version: whole.value?.matter.version }
    pending.set(what, { key, version })
    sending.value = name
    problem.value = undefined
    try {
      await client.command(matter, name, said, { key, ...(version === undefined ? {} : { version }) })
      pending.delete(what)
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (matter === wanted) problem.value = error.problem
      pending.delete(what)
      return false
    } finally {
      await fetchIt(matter)
      if (matter === wanted) sending.value = undefined
    }
  }

  return {
    whole: shallowReadonly(whole), may, state: readonly(state), sending: readonly(sending), problem: readonly(problem), send,
    again: () => fetchIt(wanted),
  }
}
