/** The register as it is wished, page after page; what one decides here is put in its place at once. */
import { taken, type Problem, type Schemas } from '@gongzhi/client'
import { house, trouble } from '@gongzhi/kit'
import { ref, shallowRef, watch, type Ref } from 'vue'

export type Tab = 'mine' | 'valid' | 'waiting' | 'refused' | 'lapsed'
type Page = Schemas['AsksOut']

export function useAsks(tab: Readonly<Ref<Tab>>) {
  const { client } = house()
  const page = shallowRef<Page>()
  const loading = ref(false)
  const problem = shallowRef<Problem>()
  let asked = 0

  async function fetchPage(after?: string) {
    const mine = ++asked
    loading.value = true
    problem.value = undefined
    const query = { ...(tab.value === 'mine' ? { of_me: true } : { standing: tab.value }), ...(after ? { after } : {}) }
    try {
      const found = taken(await client.api.GET('/api/asks', { params: { query } }))
      if (mine === asked) page.value = after && page.value ? { ...found, rows: [...page.value.rows, ...found.rows] } : found
    } catch (error) {
      if (mine === asked) problem.value = trouble(error)
    } finally { if (mine === asked) loading.value = false }
  }
  function more() {
    if (page.value?.after) void fetchPage(page.value.after)
  }
  function changed(ask: Schemas['AskEntryOut']) {
    if (page.value) page.value = { ...page.value, rows: page.value.rows.map((row) => row.id === ask.id ? ask : row) }
  }
  watch(tab, () => {
    page.value = undefined
    void fetchPage()
  }, { immediate: true })
  return { page, loading, problem, more, changed, reload: () => fetchPage() }
}
