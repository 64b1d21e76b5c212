/** Whoever opens a triage item has it for some minutes, so that two clerks do not do the same work. */
import { house } from '@gongzhi/kit'
import type { Of } from '@gongzhi/kit/commands'
import { onScopeDispose, watch } from 'vue'

/** Claims are kept while one looks: asked again before the ten minutes of the server are over. */
const AGAIN = 8 * 60_000

export function useClaim(of: Of, on: () => boolean) {
  const { api } = house().client
  let mine = ''
  let timer: ReturnType<typeof setInterval> | undefined

  async function claim(matter: string) {
    const { response } = await api.POST('/api/matters/{matter}/claim', { params: { path: { matter } } })
    if (response.ok) mine = matter
    await of.again()
  }
  async function release() {
    clearInterval(timer)
    const matter = mine
    mine = ''
    if (matter) await api.DELETE('/api/matters/{matter}/claim', { params: { path: { matter } } })
  }
  watch(() => {
    const whole = of.whole.value
    const wanted = whole && on() && (whole.may.includes('accept') || whole.may.includes('dispatch'))
    return wanted ? whole.matter.id : ''
  }, async (matter) => {
    if (matter === mine) return
    await release()
    if (!matter || (of.whole.value?.claim && !of.whole.value.claim.mine)) return
    await claim(matter)
    timer = setInterval(() => void claim(matter), AGAIN)
  }, { immediate: true })
  onScopeDispose(() => void release())
  return {
    turn: async () => {
      if (!mine) return of.whole.value ? claim(of.whole.value.matter.id) : undefined
      await release()
      await of.again()
    },
  }
}
