/** The newest matters, kept fresh: of two versions the higher one stays, what left the sight goes; nothing is decided here. */

const MOST = 50
/** What is shown where a figure is too small to be published. */
const FEW = '<5'

/** Keeps rows by id, newest first, at most `most` of them. */
export class Board {
  constructor(most = MOST) {
    this.most = most
    this.byId = new Map()
  }

  /** Take one row; whether it changed anything. An older or the same version changes nothing. */
  take(row) {
    const known = this.byId.get(row.id)
    if (known && known.version >= row.version) return false
    this.byId.set(row.id, row)
    if (this.byId.size > this.most) {
      const last = this.rows().at(-1)
      this.byId.delete(last.id)
      return last.id !== row.id
    }
    return true
  }

  /** Let go of one row; whether it was there. */
  drop(id) {
    return this.byId.delete(id)
  }

  /** The rows, newest first; equal times in the order of their numbers. */
  rows() {
    return [...this.byId.values()].sort(
      (a, b) => b.opened_at.localeCompare(a.opened_at) || b.number.localeCompare(a.number),
    )
  }
}

/** How many matters stand at each stage, over all counties of `counts`. */
export function totals(counts) {
  const sum = {}
  for (const stages of Object.values(counts)) {
    for (const [stage, number] of Object.entries(stages)) {
      const name = stage.toLowerCase()
      sum[name] = (sum[name] ?? 0) + number
    }
  }
  return sum
}

/** A time as the page shows it: date and minute in the zone of the city. */
export function shown(iso, lang, zone) {
  const options = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
  return new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { ...options, timeZone: zone }).format(new Date(iso))
}

/**
 * Follow first, then fetch, so that nothing falls between.
 * `door` = { open(after, hear), fetch(path) → {status, body}, later(work, ms) }; `show` = { state, rows, totals, city }.
 */
export class Live {
  constructor(door, show, board = new Board()) {
    this.door = door
    this.show = show
    this.board = board
    this.counting = false
    this.stranger = false
    this.broken = false
  }

  start() {
    this.show.state('connecting')
    this.stream = this.door.open({
      opened: () => this.opened(),
      row: (row) => this.hear(row),
      gone: (id) => this.letGo(id),
      reset: () => this.readAgain(),
      lost: (final) => this.lost(final),
    })
  }

  /** After a break what may be seen may be another. */
  opened() {
    this.show.state('open')
    const again = this.broken
    this.broken = false
    return again ? this.readAgain() : this.fetchAll()
  }

  lost(final) {
    this.broken = true
    return final ? this.refused() : this.show.state('waiting')
  }

  hear(row) {
    if (this.board.take(row)) this.show.rows(this.board.rows())
    this.countSoon()
  }

  /** A matter that may no longer be seen. */
  letGo(id) {
    if (this.board.drop(id)) this.show.rows(this.board.rows())
    this.countSoon()
  }

  /** What may be seen may be another: nothing stays that is not read again. */
  readAgain() {
    this.board = new Board(this.board.most)
    this.show.rows([])
    return this.fetchAll()
  }

  async fetchAll() {
    const page = await this.get('/api/matters?limit=50')
    if (!page) return
    for (const row of page.rows) this.board.take(row)
    this.show.rows(this.board.rows())
    await this.count()
  }

  async count() {
    const counts = await this.get('/api/counts')
    if (counts) this.show.totals(totals(counts))
  }

  /** Many changes at once are counted once, two seconds later. */
  countSoon() {
    if (this.counting) return
    this.counting = true
    this.door.later(() => { this.counting = false; return this.count() }, 2000)
  }

  /** The stream was closed for good: not signed in, or the server cannot take it; ask why and come again. */
  async refused() {
    const page = await this.get('/api/matters?limit=1')
    if (page) this.show.state('waiting')
    if (this.stranger) return this.openly()
    this.door.later(() => this.start(), 10000)
  }

  /** Who is not signed in sees what is open to everybody, asked for again every three seconds. */
  async openly() {
    const open = await this.get('/api/open')
    if (open) {
      this.show.state('public')
      this.show.rows(open.newest)
      this.show.totals(open.stages, FEW)
      this.show.city(open)
    }
    this.door.later(() => this.openly(), 3000)
  }

  async get(path) {
    let answer
    try {
      answer = await this.door.fetch(path)
    } catch {
      this.show.state('failed')
      return undefined
    }
    if (answer.status === 200) return answer.body
    this.stranger = answer.status === 401 || answer.status === 403
    this.show.state(this.stranger ? 'signin' : 'failed')
    return undefined
  }
}
