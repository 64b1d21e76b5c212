import type { Field } from '@gongzhi/kit/commands'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'

import FieldInput from './FieldInput.vue'

const remark: Field = { name: 'remark', label: ['说明', 'Remark'], type: 'words', required: true }

test('a field that was left empty is marked until something stands in it', async () => {
  const field = mount(FieldInput, { props: { field: remark, missing: true, modelValue: ' ' } })
  expect(field.classes()).toContain('missing')
  await field.setProps({ modelValue: '已清理' })
  expect(field.classes()).not.toContain('missing')
})
