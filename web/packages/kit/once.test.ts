import { Unreached } from '@gongzhi/client'
import { expect, test, vi } from 'vitest'

import { once } from './once.ts'

test('what did not come is told, and asked for again by whoever needs it next', async () => {
  const ask = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new Unreached('no network')).mockResolvedValue(7)
  const use = once(0, ask)
  const first = use()
  await vi.waitFor(() => { expect(first.problem.value?.code).toBe('unreached') })
  const second = use()
  await vi.waitFor(() => { expect(second.told.value).toBe(7) })
  expect(first.problem.value).toBeUndefined()
  use()
  expect(ask).toHaveBeenCalledTimes(2)
})
