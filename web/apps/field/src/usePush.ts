/** Pushing to this browser, where the house does it (it needs an outside service) and the worker wants it; else the inbox and the stream serve. */
import { Refusal, taken, Unreached } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { ref } from 'vue'

const key = ref<string | null>(null)
const on = ref(false)
const offered = ref(false)
const denied = ref(false)

const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (each) => each.charCodeAt(0))

/** Whose messages are pushed to this browser: whoever comes after them on the phone sees none. */
const WHOSE = 'gongzhi.push'

async function subscription(): Promise<PushSubscription | null> {
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis)) return null
  const here = await navigator.serviceWorker.getRegistration()
  return await here?.pushManager.getSubscription() ?? null
}

/** Ends what is pushed to this browser for anybody but `person`. */
export async function hush(person?: string) {
  const whose = localStorage.getItem(WHOSE)
  if (whose === null || whose === person) return
  await (await subscription())?.unsubscribe()
  localStorage.removeItem(WHOSE)
}

/** Ends it for this browser alone, the house first, which forgets it: another phone of the same person goes on. */
export async function end() {
  const made = localStorage.getItem(WHOSE) === null ? null : await subscription()
  if (made) taken(await house().client.api.POST('/api/inbox/push:end', { body: { endpoint: made.endpoint } }))
  await hush()
  on.value = false
}

async function look() {
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis)) return
  try {
    const told = taken(await house().client.api.GET('/api/inbox/push'))
    key.value = told.key
    offered.value = told.key !== null
    on.value = told.on && offered.value && await subscription() !== null
  } catch (error) {
    if (!(error instanceof Unreached || error instanceof Refusal)) throw error
  }
}

async function begin(own: string, person: string) {
  const made = await (await navigator.serviceWorker.ready).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(own) })
  localStorage.setItem(WHOSE, person)
  const { endpoint, keys } = made.toJSON()
  const body = { endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' }
  on.value = taken(await house().client.api.PUT('/api/inbox/push', { body })).on
}

async function toggle(person: string) {
  denied.value = false
  try {
    if (!on.value && key.value) return await begin(key.value, person)
    await end()
  } catch (error) {
    if (!(error instanceof DOMException || error instanceof Refusal || error instanceof Unreached)) throw error
    denied.value = true
  }
}

export function usePush() {
  void look()
  return { offered, on, denied, toggle }
}
