import { inZone, lang } from '@gongzhi/kit'
import type { Field } from '@gongzhi/kit/commands'
import { mount } from '@vue/test-utils'
import { ElDatePicker } from 'element-plus'
import { expect, test } from 'vitest'
import { nextTick } from 'vue'

import FieldInput from './FieldInput.vue'

const remark: Field = { name: 'remark', label: ['说明', 'Remark'], type: 'words', required: true }

test('a field that was left empty is marked until something stands in it', async () => {
  const field = mount(FieldInput, { props: { field: remark, missing: true, modelValue: ' ' } })
  expect(field.classes()).toContain('missing')
  await field.setProps({ modelValue: '已清理' })
  expect(field.classes()).not.toContain('missing')
})

test('a time is shown and taken as that of the city, whatever zone the browser is in', async () => {
  inZone('Pacific/Auckland')
  const until: Field = { name: 'until', label: ['至', 'Until'], type: 'moment', required: true }
  const field = mount(FieldInput, { props: { field: until, modelValue: '2026-03-01T19:00:00.000Z' } })
  expect((field.get('input').element as HTMLInputElement).value).toBe('2026-03-02 08:00')
  field.getComponent(ElDatePicker).vm.$emit('update:modelValue', '2026-03-02T09:30')
  expect(field.emitted('update:modelValue')).toEqual([['2026-03-01T20:30:00.000Z']])
})

test('a number of days says what it is counted in, in the word of the city', async () => {
  localStorage.setItem('gongzhi.words.zh', JSON.stringify({ counted: { extension: '自然日' } }))
  const days: Field = { name: 'days', label: ['延长时间', 'More time'], type: 'number', counted: 'extension' }
  const field = mount(FieldInput, { props: { field: days } })
  lang.value = 'zh'
  await nextTick()
  expect(field.get('.label').text()).toBe('延长时间 (自然日)')
})
