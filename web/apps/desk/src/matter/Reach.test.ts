import { mount } from '@vue/test-utils'
import { expect, test, vi } from 'vitest'

import Reach from './Reach.vue'

const UNITS: Record<string, object> = {
  told: { name: '城管局', telephone: '0434-325 0000', hours: '工作日 8:30—17:00' }, silent: { name: '住建局', telephone: '', hours: '' },
}
vi.mock('@gongzhi/kit', async (real) => ({ ...await real<object>(), unitOf: (code: string) => UNITS[code] }))

test('a unit is dialled by its telephone, and its hours stand beside it', () => {
  const shown = mount(Reach, { props: { unit: 'told' } })
  expect(shown.get('a').attributes('href')).toBe('tel:04343250000')
  expect(shown.text()).toBe('0434-325 0000工作日 8:30—17:00')
})

test('where nothing is known nothing stands', () => {
  for (const unit of ['silent', 'unknown']) expect(mount(Reach, { props: { unit } }).find('small').exists()).toBe(false)
})
