/** Where the phone was when somebody last wished the nearest first: known to this page alone, kept nowhere, sent nowhere. */
import { ref, shallowRef } from 'vue'

import type { Fix } from './usePlace.ts'

export const here = shallowRef<Fix>()
/** Whether the nearest shall stand first. */
export const near = ref(false)
