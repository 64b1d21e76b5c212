import { Unreached, type Whole } from '@gongzhi/client'
import { lang } from '@gongzhi/kit'
import type { Of } from '@gongzhi/kit/commands'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'
import { computed, ref, shallowRef } from 'vue'

import Actions from './Actions.vue'

vi.mock('@gongzhi/kit', async (real) => ({
  ...await real<object>(), house: () => ({ client: { api: { GET: () => Promise.resolve({ data: [], response: new Response() }) } } }),
}))

lang.value = 'zh'

test('a step that asks for nothing says so too when no answer came, and may be sent once more', async () => {
  const send = vi.fn().mockRejectedValueOnce(new Unreached('away')).mockResolvedValue(true)
  const whole = { matter: { id: 'm', version: 1, lon: 1 }, may: ['take'], journal: [] } as unknown as Whole
  const of = { whole: shallowRef(whole), may: computed(() => new Set(['take'])), state: ref('there'), sending: ref(), problem: shallowRef(), send } as unknown as Of
  const page = mount(Actions, { props: { of }, attachTo: document.body })
  await page.get('[data-command="take"]').trigger('click')
  await flushPromises()
  expect(page.get('form [role=alert]').text()).toContain('只会办一次')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(send).toHaveBeenCalledTimes(2)
  expect(page.find('form').exists()).toBe(false)
  page.unmount()
})
