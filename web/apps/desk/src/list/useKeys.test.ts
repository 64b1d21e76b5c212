import { mount } from '@vue/test-utils'
import { ElPopover } from 'element-plus'
import { expect, test, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'

import { useKeys, useOver } from './useKeys.ts'

const leave = vi.fn()
const Page = defineComponent(() => {
  useKeys(() => ({ Escape: leave }))
  const open = useOver()
  return () => h(ElPopover, { visible: open.value, 'onUpdate:visible': (now: boolean) => { open.value = now }, trigger: 'click' }, {
    reference: () => h('button', 'clock'), default: () => 'how it was counted',
  })
})
const escape = async () => {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  await nextTick()
}
const shown = () => document.querySelector('.el-popper[aria-hidden="false"]') !== null

test('Escape closes an open popover and nothing behind it, wherever the focus is; once more, and it leaves the page', async () => {
  const page = mount(Page, { attachTo: document.body, global: { stubs: { transition: false } } })
  await page.get('button').trigger('click')
  await vi.waitFor(() => { expect(shown()).toBe(true) })
  await escape()
  expect(leave).not.toHaveBeenCalled()
  await vi.waitFor(() => { expect(shown()).toBe(false) })
  await escape()
  expect(leave).toHaveBeenCalledTimes(1)
  page.unmount()
})

test('a popover does not cover a form that is opened beside it by a key', async () => {
  const page = mount(Page, { attachTo: document.body, global: { stubs: { transition: false } } })
  const form = mount({ render: () => h('form', h('input')) }, { attachTo: document.body })
  await page.get('button').trigger('click')
  await vi.waitFor(() => { expect(shown()).toBe(true) })
  form.get('input').element.focus()
  await vi.waitFor(() => { expect(shown()).toBe(false) })
  form.unmount()
  page.unmount()
})
