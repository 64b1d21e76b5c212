/** The one outbox of this page, as screens see it. */
import { isFast, lang } from '@gongzhi/kit'
import { NoRoom, NOTICED, open, Outbox, Store, wakeWithPage, type Given, type Item, type Standing } from '@gongzhi/live/outbox'
import { computed, ref, shallowRef, watch } from 'vue'

export const outbox = new Outbox({ store: new Store() })
const items = shallowRef<Item[]>([])
const standing = ref<Standing>('unknown')
const ahead = ref(0)
const full = ref(false)
/** Who uses the phone now (`me.id`): what others left in it is theirs. */
export const owner = ref('')

/** What a draft of a report names: its photos are not swept away. */
export interface Draft { id: string, photos: string[], after?: string[] }

const named = (draft?: Draft) => [...draft?.photos ?? [], ...draft?.after ?? []]

function clock(by: number) {
  ahead.value = by
  isFast(by)
}

async function look() {
  items.value = await outbox.items()
  standing.value = outbox.standing
  clock(outbox.ahead)
}

/** The phone's clock was compared with the server's, also where there is nothing to send. */
export function compared(found: number | undefined) {
  if (found !== undefined) clock(outbox.ahead = found)
}

/** The worker goes on when this page is gone, where the browser offers that. */
async function askSync() {
  const registration = await navigator.serviceWorker?.ready as { sync?: { register: (tag: string) => Promise<void> } } | undefined
  try {
    await registration?.sync?.register('outbox')
  } catch (error) { // not allowed on this phone: the page itself goes on sending
    if (!(error instanceof DOMException)) throw error
  }
}

/** For whoever helps at the phone's console: what waits, and why. */
function openToHelp() {
  Object.assign(globalThis, { gongzhi: { outbox } })
}

export function startOutbox() {
  openToHelp()
  outbox.listen(() => void look())
  watch(lang, (to) => void outbox.store.write('lang', to === 'zh' ? 'zh-CN' : 'en'), { immediate: true })
  wakeWithPage(outbox)
  void navigator.storage?.persist?.()
  void outbox.store.note('draft').then((draft) => outbox.store.sweep(Date.now(), named(draft as Draft | undefined))).then(look)
}

/** Keeps what was said; false where the phone is full: nothing was kept, and `full` is shown. */
export async function say(...given: Given[]): Promise<boolean> {
  try {
    await outbox.put(...given)
    full.value = false
    void askSync()
    return true
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error
    full.value = true
    return false
  }
}

/** Keeps the bytes of a photo for a draft; false where the phone is full. */
export async function room(bytes: number): Promise<boolean> {
  try {
    await outbox.room(bytes)
    full.value = false
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error
    full.value = true
  }
  return !full.value
}

const own = computed(() => items.value.filter(({ by }) => by === owner.value))

export function useOutbox() {
  return {
    items: own, standing, full,
    waiting: computed(() => own.value.filter(open).length),
    refused: computed(() => own.value.filter((item) => item.state === 'refused' && item.binned_at === undefined).length),
    /** How much waits here until somebody else signs in again. */
    others: computed(() => items.value.filter((item) => item.by !== owner.value && open(item)).length),
    /** Milliseconds by which the phone's clock is fast, or slow where it is below zero; undefined where it is right. */
    wrong: computed(() => Math.abs(ahead.value) > NOTICED ? ahead.value : undefined),
  }
}
