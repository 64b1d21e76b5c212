/** Who is signed in here, asked once in a page; who is not is sent to sign in and comes back. */
import { Refusal, taken, Unreached, type Schemas } from '@gongzhi/client'
import { readonly, ref, shallowReadonly, shallowRef } from 'vue'

import { house } from './house.ts'
import { inZone } from './times.ts'

const me = shallowRef<Schemas['MeOut']>()
const state = ref<'asking' | 'in' | 'out' | 'unreached'>('asking')
let asked: Promise<void> | undefined

async function ask() {
  try {
    me.value = taken(await house().client.api.GET('/api/me'))
    inZone(me.value.time_zone)
    state.value = 'in'
  } catch (error) {
    if (error instanceof Refusal) state.value = 'out'
    else if (error instanceof Unreached) state.value = 'unreached'
    else throw error
  }
}

/** The way to sign in and back to where one is. */
export function signIn() {
  location.assign(`/login/?next=${encodeURIComponent(location.pathname + location.search)}`)
}

export function useMe() {
  asked ??= ask()
  return {
    me: shallowReadonly(me), state: readonly(state), ready: asked, signIn,
    again: () => asked = ask(),
    has: (duty: string) => me.value?.duties.includes(duty) ?? false,
  }
}
