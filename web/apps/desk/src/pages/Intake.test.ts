import { Unreached } from '@gongzhi/client'
import { lang } from '@gongzhi/kit'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'

import Intake from './Intake.vue'

const POST = vi.fn()
vi.mock('@gongzhi/kit', async (real) => ({
  ...await real<object>(), house: () => ({ client: { api: { GET: () => Promise.resolve({ data: { kinds: [] }, response: new Response() }), POST } } }),
}))
lang.value = 'zh'
const stand = () => mount(Intake, { global: { stubs: { FindPlace: true, PointInput: true, ChoiceInput: true, RouterLink: true } } })

test('where the network is away the caller is not lost: it is said, and sending again reports once', async () => {
  POST.mockRejectedValue(new Unreached('away'))
  const page = stand()
  await page.get('textarea').setValue('路口有一辆报废车。')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(page.get('[role=alert]').text()).toContain('连不上服务器')
  expect(page.get<HTMLTextAreaElement>('textarea').element.value).toBe('路口有一辆报废车。')
  POST.mockResolvedValue({ data: { id: 'm', number: '20260301-220302-1', query_code: '' }, response: new Response() })
  await page.get('form').trigger('submit')
  await flushPromises()
  const keys = POST.mock.calls.filter(([path]) => path === '/api/reports').map(([, { headers }]) => (headers as Record<string, string>)['Idempotency-Key'])
  expect(keys).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
  expect(page.get('[role=status]').text()).toContain('20260301-220302-1')
  page.unmount()
})

test('whoever goes to another page in a call finds what was written when coming back', async () => {
  const page = stand()
  await page.get('textarea').setValue('说到一半')
  await flushPromises()
  page.unmount()
  expect(stand().get<HTMLTextAreaElement>('textarea').element.value).toBe('说到一半')
})
