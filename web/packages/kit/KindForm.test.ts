import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'

import KindForm from './KindForm.vue'
import { inZone } from './times.ts'

const field = (name: string, type: string, more = {}) =>
  ({ name, type, label: { zh: name, en: name }, required: false, personal: false, most: 100, choices: [], ...more })

function drawn(...fields: ReturnType<typeof field>[]) {
  const form = mount(KindForm, {
    props: { fields, modelValue: {}, 'onUpdate:modelValue': (now: Record<string, string | number | boolean>) => form.setProps({ modelValue: now }) },
  })
  return form
}

test('place, description, contact and files are asked by the report itself, not twice', () => {
  expect(drawn(field('location', 'place'), field('description', 'long_text'), field('contact', 'contact'), field('documents', 'files')).text()).toBe('')
})

test('a number is given as a number, a choice as its code, a time as that of the city', async () => {
  inZone('Pacific/Auckland')
  const form = drawn(field('households', 'count'), field('impact', 'choice', { choices: [{ code: 'blocked', name: { zh: '阻断', en: 'Blocked' } }] }), field('occurred_at', 'datetime'))
  await form.find('input[type=number]').setValue('3')
  await form.find('button').trigger('click')
  await form.find('input[type=datetime-local]').setValue('2026-03-02T08:00')
  expect(form.props('modelValue')).toEqual({ households: 3, impact: 'blocked', occurred_at: '2026-03-01T19:00:00.000Z' })
  expect((form.find('input[type=datetime-local]').element as HTMLInputElement).value).toBe('2026-03-02T08:00')
})

test('no is an answer, and an answer that is taken back is none', async () => {
  const form = drawn(field('violence', 'yes_no'))
  const [, no] = form.findAll('button')
  await no?.trigger('click')
  expect(form.props('modelValue')).toEqual({ violence: false })
  await no?.trigger('click')
  expect(form.props('modelValue')).toEqual({})
})

test('whoever reads by ear hears what each answer belongs to', () => {
  const form = drawn(field('owner', 'text'), field('wish', 'long_text'))
  for (const label of form.findAll('label')) expect(form.find(`[id="${label.attributes('for')}"]`).exists()).toBe(true)
  expect(form.findAll('label')).toHaveLength(2)
})
