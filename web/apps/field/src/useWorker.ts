/** The app works with what it knows of its user, and asks to sign in only when the server says that nobody is signed in. */
import { csrfCookie, Refusal, taken, Unreached, type Schemas } from '@gongzhi/client'
import { house, inZone } from '@gongzhi/kit'
import { aheadBy } from '@gongzhi/live/outbox'
import { computed, readonly, ref, shallowRef } from 'vue'

import { compared, outbox, owner } from './useOutbox.ts'
import { end, hush } from './usePush.ts'

const me = shallowRef<Schemas['MeOut']>()
const state = ref<'asking' | 'in' | 'out' | 'offline'>('asking')
let asked: Promise<void> | undefined
/** The community that this worker works in, where it is one: what has no point lies there, as far as the phone knows. */
const home = computed(() => {
  const [only, ...others] = me.value?.areas.filter(({ level }) => level === 'community') ?? []
  return others.length > 0 ? undefined : only
})

async function ask() {
  me.value ??= await outbox.store.note('me') as Schemas['MeOut'] | undefined
  owner.value = me.value?.id ?? ''
  inZone(me.value?.time_zone)
  try {
    const began = Date.now()
    const answer = await house().client.api.GET('/api/me')
    compared(aheadBy(answer.response, began, Date.now()))
    me.value = taken(answer)
    owner.value = me.value.id
    inZone(me.value.time_zone)
    await hush(me.value.id)
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

/** Ends the session; false where the server is not reached. What was not sent stays in the phone for its owner. */
async function signOut(): Promise<boolean> {
  try {
    await end().catch((error: unknown) => { if (!(error instanceof Refusal)) throw error })
    const answer = await fetch('/logout/', { method: 'POST', headers: { 'X-CSRFToken': csrfCookie() } })
    if (!answer.ok) return false
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Unreached)) throw error
    return false
  }
  await hush()
  for (const note of ['me', 'todo', 'mine', 'inbox']) await outbox.store.write(note, undefined)
  location.assign('/login/?next=/field/')
  return true
}

export function useWorker() {
  asked ??= ask()
  return { me: readonly(me), home, state: readonly(state), signIn, signOut, again: () => asked = ask() }
}
addEventListener('online', () => void (asked = ask()))
