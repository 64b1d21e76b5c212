/** What is asked for once in a page, and again where it did not come; what went wrong is told. */
import type { Problem } from '@gongzhi/client'
import { shallowRef } from 'vue'

import { trouble } from './trouble.ts'

export function once<T>(before: T, ask: () => Promise<T>) {
  const told = shallowRef(before)
  const problem = shallowRef<Problem>()
  let asked: Promise<void> | undefined

  async function get() {
    try {
      told.value = await ask()
      problem.value = undefined
    } catch (error) {
      asked = undefined
      problem.value = trouble(error)
    }
  }
  return () => {
    asked ??= get()
    return { told, problem }
  }
}
