/** The app works with what it knows of its user, and asks to sign in only when the server says that nobody is signed in. */
import { Refusal, taken, Unreached, type Schemas } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { aheadBy } from '@gongzhi/live/outbox'
import { readonly, ref, shallowRef } from 'vue'

import { compared, outbox } from './useOutbox.ts'

const me = shallowRef<Schemas['MeOut']>()
const state = ref<'asking' | 'in' | 'out' | 'offline'>('asking')
let asked: Promise<void> | undefined

async function ask() {
  me.value ??= await outbox.store.note('me') as Schemas['MeOut'] | undefined
  try {
    const began = Date.now()
    const answer = await house().client.api.GET('/api/me')
    compared(aheadBy(answer.response, began, Date.now()))
    me.value = taken(answer)
    await outbox.store.write('me', me.value)
    state.value = 'in'
    void outbox.wake()
  } catch (error) {
    if (error instanceof Refusal) state.value = 'out'
    else if (error instanceof Unreached) state.value = 'offline'
    else throw error
  }
}

function signIn() {
  location.assign(`/login/?next=${encodeURIComponent(location.pathname + location.search)}`)
}

export function useWorker() {
  asked ??= ask()
  return { me: readonly(me), state: readonly(state), signIn, again: () => asked = ask() }
}
addEventListener('online', () => void (asked = ask()))
