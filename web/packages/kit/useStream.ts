/** Whether what is shown is kept fresh: the state of the one stream of this page. */
import type { StreamState } from '@gongzhi/live'
import { onUnmounted, readonly, ref } from 'vue'

import { house } from './house.ts'

export function useStream() {
  const state = ref<StreamState>('connecting')
  onUnmounted(house().live.listen({ state: (next) => { state.value = next } }))
  return readonly(state)
}
