import { expect, test } from 'vitest'

import { upTo } from './paging.ts'

/** A list of so many rows, and the pages that were asked for: how many rows, after which. */
function list(length: number) {
  const asked: [number, string | null][] = []
  const page = (limit: number, after: string | null) => {
    asked.push([limit, after])
    const [from, to] = [Number(after ?? 0), Number(after ?? 0) + limit]
    const rows = Array.from({ length: Math.max(Math.min(length, to) - from, 0) }, (_, at) => from + at)
    return Promise.resolve({ rows, after: to < length ? String(to) : null })
  }
  return { asked, page }
}

test('a list is fetched to its end where that is not far, in as few pages as the server allows', async () => {
  const { asked, page } = list(430)
  const found = await upTo(500, page)
  expect(found).toEqual({ rows: Array.from({ length: 430 }, (_, at) => at), more: false })
  expect(asked).toEqual([[200, null], [200, '200'], [100, '400']])
})

test('of a longer one so many come as were wished for, and that there are more is told', async () => {
  for (const [length, more] of [[500, false], [501, true]] as const) {
    const found = await upTo(500, list(length).page)
    expect([found.rows.length, found.more]).toEqual([500, more])
  }
  const few = list(51)
  expect(await upTo(50, few.page)).toMatchObject({ more: true })
  expect(few.asked).toEqual([[50, null]])
})

test('nothing is asked twice of an empty list', async () => {
  const { asked, page } = list(0)
  expect(await upTo(500, page)).toEqual({ rows: [], more: false })
  expect(asked).toHaveLength(1)
})
