/** How much in the inbox is unread, known on every page; asked again when something happens. */
import { Refusal, taken, Unreached } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { ref } from 'vue'

/** Messages are made a moment after what they tell of. */
const SOON = 3000

const unread = ref(0)
let following = false
let asking: ReturnType<typeof setTimeout> | undefined

async function count() {
  try {
    unread.value = taken(await house().client.api.GET('/api/inbox', { params: { query: { unread: true, limit: 1 } } })).unread
  } catch (error) {
    if (!(error instanceof Unreached || error instanceof Refusal)) throw error
  }
}

/** Ask again, once for several causes that come together. */
function soon(wait = SOON) {
  clearTimeout(asking)
  asking = setTimeout(() => void count(), wait)
}

export function followInbox() {
  if (following) return
  following = true
  house().live.listen({ row: () => soon(), reset: () => soon(0) })
  addEventListener('online', () => soon(0))
  soon(0)
}

export const useInbox = () => ({ unread, soon })
