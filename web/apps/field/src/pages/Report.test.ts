import 'fake-indexeddb/auto'

import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { reactive, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'

import Report from './Report.vue'

const draft = reactive({ photos: [] as string[], point: null, address: '', kind: '', text: '', answers: {}, contact: {}, handled: false, handling: '', after: [] })
vi.mock('../useDraft.ts', () => ({ useDraft: () => ({ draft, ready: ref(true), edits: ref(), open: () => Promise.resolve(), send: () => Promise.resolve(true) }) }))
vi.mock('../useKinds.ts', () => ({ useKinds: () => ({ byCode: ref(new Map()), name: () => '' }), used: () => Promise.resolve() }))
vi.mock('../useVoice.ts', () => ({ useVoice: () => ({ offered: ref(false) }) }))
vi.mock('../useWorker.ts', () => ({ useWorker: () => ({ me: ref({ id: 'person:1' }) }) }))

/** The page in an app that began at its list of things to do. */
async function stand(at = '/report') {
  const page = { template: '<p />' }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: page }, { path: '/report', component: page }, { path: '/mine', component: page }] })
  await router.push('/')
  await router.push(at)
  const shown = mount(Report, { global: { plugins: [router], stubs: { Photos: true, PlaceStep: true, KindStep: true, KindForm: true } } })
  await flushPromises()
  const now = () => shown.get('[aria-current="step"]').text()
  return { shown, router, now }
}
beforeEach(() => { Object.assign(draft, { photos: [], address: '', kind: '', text: '' }) })

test('the gesture that leads back leads to the step before, and only from the first one out of the report', async () => {
  const { shown, router, now } = await stand()
  for (let each = 0; each < 2; each += 1) {
    await shown.get('.go .main').trigger('click')
    await flushPromises()
  }
  expect(now()).toMatch(/^3/)
  for (const step of [/^2/, /^1/]) {
    router.back()
    await flushPromises()
    await vi.waitFor(() => { expect(now()).toMatch(step) })
  }
  router.back()
  await vi.waitFor(() => { expect(router.currentRoute.value.path).toBe('/') })
})

test('whoever comes back after sending begins at the first step, whoever was at work goes on where it was', async () => {
  expect((await stand('/report?step=2')).now()).toMatch(/^1/)
  draft.text = '说到一半'
  expect((await stand('/report?step=2')).now()).toMatch(/^3/)
})
