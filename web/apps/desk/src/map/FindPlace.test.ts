import { Unreached } from '@gongzhi/client'
import { lang } from '@gongzhi/kit'
import { flushPromises, mount } from '@vue/test-utils'
import { ElSelect } from 'element-plus'
import { beforeEach, expect, test, vi } from 'vitest'

import FindPlace from './FindPlace.vue'

const GET = vi.fn<(path: string, options: { params: { query: { text: string } } }) => Promise<unknown>>()
vi.mock('@gongzhi/kit', async (real) => ({ ...await real<object>(), house: () => ({ client: { api: { GET } } }) }))
beforeEach(() => {
  lang.value = 'zh'
  document.body.replaceChildren()
})

const place = (name: string) => ({ code: name, name, above: [] })
const given = (...names: string[]) => Promise.resolve({ data: names.map(place), response: new Response() })

async function sought(...texts: string[]) {
  const shown = mount(FindPlace, { attachTo: document.body })
  await shown.get('input').trigger('focus')
  await shown.get('.el-select__wrapper').trigger('click')
  const all = texts.map((text) => (shown.findComponent(ElSelect).props('remoteMethod') as (text: string) => Promise<void>)(text))
  await Promise.all(all)
  await flushPromises()
  return document.body
}

test('where the server is not reached the clerk reads so in the list that was opened', async () => {
  GET.mockRejectedValue(new Unreached('lost'))
  expect((await sought('铁西')).querySelector('[role="alert"]')?.textContent).toContain('连不上服务器')
})

test('what the server refuses is said in its own words', async () => {
  GET.mockResolvedValue({ error: { code: 'too-many', title: '请求过于频繁', way_out: '请稍候再试' }, response: new Response(null, { status: 429 }) })
  const said = (await sought('铁西')).querySelector('[role="alert"]')?.textContent
  expect(said).toContain('请求过于频繁')
  expect(said).toContain('请稍候再试')
})

test('what was typed last counts, also where an earlier question fails or is answered later', async () => {
  GET.mockImplementation(async (_, { params: { query: { text } } }) => {
    if (text === '一') throw new Unreached('lost')
    if (text === '二') await new Promise((later) => { setTimeout(later, 5) })
    return given(text)
  })
  const body = await sought('一', '二', '三')
  expect(body.querySelector('[role="alert"]')).toBeNull()
  expect([...body.querySelectorAll('.name')].map((one) => one.textContent)).toEqual(['三'])
})
