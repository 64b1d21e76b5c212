/** How much waits for a word of mine, counted by the server; asked again when something changes. */
import { taken, type Schemas } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { onScopeDispose, shallowRef } from 'vue'

/** Milliseconds that changes are gathered before the boxes are counted again. */
const GATHER = 4_000

export function useBoxes() {
  const { client, live } = house()
  const boxes = shallowRef<Schemas['BoxesOut']>()
  const unread = shallowRef(0)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function count() {
    timer = undefined
    const [found, inbox] = await Promise.all([
      client.api.GET('/api/boxes'),
      client.api.GET('/api/inbox', { params: { query: { unread: true, limit: 1 } } }),
    ])
    boxes.value = taken(found)
    unread.value = taken(inbox).unread
  }
  const soon = () => { timer ??= setTimeout(() => void count(), GATHER) }
  const leave = live.listen({ row: soon, gone: soon, reset: () => void count() })
  onScopeDispose(() => {
    clearTimeout(timer)
    leave()
  })
  void count()
  return { boxes, unread, count }
}
