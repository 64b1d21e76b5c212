import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'

import Rights from './Rights.vue'

const rulings = [
  { command: 'take', name: '签收', allowed: false, because: 'not-now', words: '此刻没有要办的这一步' },
  { command: 'check', name: '核查', allowed: false, because: 'recusal', words: '须回避' },
  { command: 'verify', name: '核实', allowed: false, because: 'stage', words: '当前阶段不办此步' },
  { command: 'comment', name: '备注', allowed: true, because: 'post', words: '本岗位在此地有此职责' },
]
vi.mock('@gongzhi/kit', async (real) => ({
  ...await real<object>(), house: () => ({ client: { api: { GET: () => Promise.resolve({ data: rulings, response: new Response() }) } } }),
}))
async function told(only?: string) {
  const shown = mount(Rights, { props: { matter: 'm', version: 1, ...(only ? { only } : {}) } })
  await flushPromises()
  return shown
}

test('why one may not do what one came for stands there in the words of the server', async () => {
  expect((await told('check')).get('[data-barred="check"]').text()).toContain('须回避')
})

test('nothing is said of a step that may be taken, or whose turn it is not', async () => {
  expect((await told('comment')).text()).toBe('')
  expect((await told('verify')).text()).toBe('')
  expect((await told('take')).text()).toBe('')
})

test('without a step every one that may not be taken is listed, first what one must leave to others', async () => {
  const rows = (await told()).findAll('tbody tr')
  expect(rows.map((row) => [row.get('th').text(), row.classes('recused')])).toEqual([['核查', true], ['签收', false], ['核实', false]])
})
