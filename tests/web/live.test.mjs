import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Board, Live, shown, totals } from '../../gongzhi/site/static/gongzhi/live.js'

const row = (id, version, opened_at = '2026-11-23T08:00:00Z', number = id) => ({ id, version, opened_at, number })

function cast(pages = {}) {
  const said = { states: [], rows: [], totals: [], later: [] }
  const door = {
    open(hear) { said.hear = hear; return {} },
    async fetch(path) {
      const page = pages[path.split('?')[0]]
      if (page instanceof Error) throw page
      return page
    },
    later: (work, ms) => said.later.push([work, ms]),
  }
  const show = {
    state: (name) => said.states.push(name),
    rows: (rows) => said.rows.push(rows.map((one) => `${one.id}${one.version}`)),
    totals: (sums) => said.totals.push(sums),
    city: (open) => { said.city = open.city },
  }
  return { said, live: new Live(door, show) }
}

test('of two versions of a matter the higher one stays', () => {
  const board = new Board()
  assert.equal(board.take(row('a', 2)), true)
  assert.equal(board.take(row('a', 1)), false)
  assert.equal(board.take(row('a', 2)), false)
  assert.equal(board.take(row('a', 3)), true)
  assert.deepEqual(board.rows().map((one) => one.version), [3])
})

test('the newest stand first and the oldest leave', () => {
  const board = new Board(2)
  board.take(row('a', 1, '2026-01-01T00:00:00Z'))
  board.take(row('b', 1, '2026-01-03T00:00:00Z'))
  assert.equal(board.take(row('c', 1, '2026-01-02T00:00:00Z')), true)
  assert.deepEqual(board.rows().map((one) => one.id), ['b', 'c'])
  assert.equal(board.take(row('d', 1, '2025-01-02T00:00:00Z')), false)
})

test('stages are summed over the counties', () => {
  assert.deepEqual(totals({ 220302: { REPORTED: 2, CLOSED: 1 }, 220303: { reported: 3 } }), { reported: 5, closed: 1 })
})

test('a time is shown in the zone of the city', () => {
  assert.equal(shown('2026-11-23T23:30:00Z', 'en', 'Asia/Shanghai'), '24/11, 07:30')
})

test('it follows first and fetches when the stream is open, and an older page does not undo news', async () => {
  const { said, live } = cast({
    '/api/matters': { status: 200, body: { rows: [row('a', 1), row('b', 1)] } },
    '/api/counts': { status: 200, body: { x: { reported: 2 } } },
  })
  live.start()
  assert.deepEqual(said.rows, [])
  said.hear.row(row('a', 2))
  await said.hear.opened()
  assert.deepEqual(said.rows.at(-1), ['b1', 'a2'])
  assert.deepEqual(said.totals, [{ reported: 2 }])
  assert.deepEqual(said.states, ['connecting', 'open'])
})

test('many changes are counted once', () => {
  const { said, live } = cast()
  live.start()
  for (let version = 1; version < 9; version++) said.hear.row(row('a', version))
  assert.equal(said.later.length, 1)
})

test('who is not signed in sees what is open to everybody, and it is asked for again', async () => {
  const open = { city: '四平市', grids: 7181, stages: { closed: 9 }, newest: [{ id: 'p', version: 1 }] }
  const { said, live } = cast({ '/api/matters': { status: 401 }, '/api/open': { status: 200, body: open } })
  live.start()
  await said.hear.lost(true)
  assert.equal(said.states.at(-1), 'public')
  assert.deepEqual(said.totals, [{ closed: 9 }])
  assert.equal(said.city, '四平市')
  assert.equal(said.later.length, 1)
})

test('who is not signed in, where nothing is open either, is asked to sign in', async () => {
  const { said, live } = cast({ '/api/matters': { status: 401 }, '/api/open': { status: 403 } })
  live.start()
  await said.hear.lost(true)
  assert.equal(said.states.at(-1), 'signin')
})

test('after a break nothing stays that is not read again', async () => {
  const { said, live } = cast({
    '/api/matters': { status: 200, body: { rows: [row('a', 7)] } },
    '/api/counts': { status: 200, body: {} },
  })
  live.start()
  said.hear.row(row('b', 9))
  said.hear.lost(false)
  await said.hear.opened()
  assert.deepEqual(said.rows.at(-1), ['a7'])
})

test('a lost connection is waited for, a failed fetch is said', async () => {
  const { said, live } = cast({ '/api/matters': new Error('offline') })
  live.start()
  said.hear.lost(false)
  assert.equal(said.states.at(-1), 'waiting')
  await live.fetchAll()
  assert.equal(said.states.at(-1), 'failed')
})

test('what left the sight leaves the board, and is counted again', () => {
  const { said, live } = cast()
  live.start()
  said.hear.row(row('a', 1))
  said.hear.row(row('b', 1))
  said.hear.gone('a')
  said.hear.gone('nobody')
  assert.deepEqual(said.rows.at(-1), ['b1'])
  assert.equal(said.later.length, 1)
})

test('after a reset everything is read again, and nothing stays that is not read again', async () => {
  const { said, live } = cast({
    '/api/matters': { status: 200, body: { rows: [row('a', 7)] } },
    '/api/counts': { status: 200, body: {} },
  })
  live.start()
  said.hear.row(row('b', 9))
  await said.hear.reset()
  assert.deepEqual(said.rows.at(-1), ['a7'])
})
