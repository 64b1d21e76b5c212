/** What is sought by a text while it is typed: the newest question counts, and what went wrong is told and not lost. */
import type { Problem } from '@gongzhi/client'
import { trouble } from '@gongzhi/kit'
import { ref, shallowRef } from 'vue'

export function useSought<T>(ask: (text: string) => Promise<T[]>) {
  const found = shallowRef<T[]>([])
  const loading = ref(false)
  const problem = shallowRef<Problem>()
  let asked = 0

  async function seek(text: string) {
    const mine = ++asked
    loading.value = true
    problem.value = undefined
    try {
      const told = await ask(text.trim())
      if (mine === asked) found.value = told
    } catch (error) {
      const told = trouble(error)
      if (mine !== asked) return
      found.value = []
      problem.value = told
    } finally { if (mine === asked) loading.value = false }
  }
  return { found, loading, problem, seek }
}
