/** Who is signed in here, asked once in a page; who is not is sent to sign in, and whoever was finds the page as it was left. */
import { Refusal, taken, Unreached, type Schemas } from '@gongzhi/client'
import { readonly, ref, shallowReadonly, shallowRef } from 'vue'

import { house } from './house.ts'
import { inZone } from './times.ts'

const me = shallowRef<Schemas['MeOut']>()
const state = ref<'asking' | 'in' | 'out' | 'unreached'>('asking')
let asked: Promise<void> | undefined
/** The status of an answer to who asks too often. */
const BUSY = 429

async function ask() {
  try {
    const next = taken(await house().client.api.GET('/api/me'))
    if (me.value && me.value.id !== next.id) return location.reload() // nothing that one person wrote is said by another
    if (me.value && state.value === 'out') house().live.renew()
    me.value = next
    inZone(next.time_zone)
    state.value = 'in'
  } catch (error) {
    if (error instanceof Refusal && error.problem.status !== BUSY) state.value = 'out'
    else if (!(error instanceof Refusal || error instanceof Unreached)) throw error
    else if (!me.value) state.value = 'unreached'
  }
}

/** Whatever is asked for, an answer tells that the session is over. */
function begin() {
  house().client.api.use({ onResponse({ response }) { if (response.status === 401 && state.value === 'in') state.value = 'out' } })
  return ask()
}

/** The way to sign in and back to where one is. */
export const door = () => `/login/?next=${encodeURIComponent(location.pathname + location.search)}`
export function signIn() {
  location.assign(door())
}

export function useMe() {
  asked ??= begin()
  return {
    me: shallowReadonly(me), state: readonly(state), ready: asked, door, signIn,
    again: () => asked = ask(),
    has: (duty: string) => me.value?.duties.includes(duty) ?? false,
  }
}
