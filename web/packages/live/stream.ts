/** Whoever looks at a matter sees at once what others do to it: one stream for the whole page, the higher version stays. */
import type { MatterId, MatterRow } from '@gongzhi/client'

export type Row = MatterRow
export type StreamState = 'connecting' | 'open' | 'waiting' | 'refused'

export interface Hears {
  /** A matter as it stands now. */
  row?: (row: Row) => void
  /** A matter that may no longer be seen. */
  gone?: (matter: MatterId) => void
  /** Something may have been missed: fetch again what is shown. */
  reset?: () => void
  state?: (state: StreamState) => void
}

interface Source {
  readonly readyState: number
  onopen: (() => void) | null
  onerror: (() => void) | null
  addEventListener: (name: string, hear: (event: MessageEvent<string>) => void) => void
  close: () => void
}

const CLOSED = 2
/** Milliseconds before a stream that the server refused is asked for again. */
const AGAIN = 10_000

/** Opens the stream with the first listener and closes it with the last. */
export class Live {
  state: StreamState = 'connecting'
  private readonly listeners = new Set<Hears>()
  private source: Source | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private wasOpen = false
  private readonly open: () => Source

  constructor(open: () => Source = () => new EventSource('/api/stream') as Source) {
    this.open = open
  }

  /** Hear everything; what is returned ends it. Follow first, then fetch: nothing falls between. */
  listen(hears: Hears): () => void {
    this.listeners.add(hears)
    if (this.source) hears.state?.(this.state)
    else this.connect()
    return () => {
      this.listeners.delete(hears)
      if (this.listeners.size === 0) this.stop()
    }
  }

  /** Hear of one matter, `undefined` once it may no longer be seen. */
  follow(matter: MatterId, take: (row: Row | undefined) => void, reset?: () => void): () => void {
    return this.listen({
      row: (row) => { if (row.id === matter) take(row) },
      gone: (id) => { if (id === matter) take(undefined) },
      ...(reset ? { reset } : {}),
    })
  }

  /** Opened anew under the session of now: what was missed is fetched again. */
  renew() {
    if (!this.source) return
    clearTimeout(this.timer)
    this.source.close()
    this.wasOpen = true
    this.connect()
  }

  private connect() {
    this.say('connecting')
    const source = this.source = this.open()
    source.onopen = () => {
      const again = this.wasOpen
      this.wasOpen = true
      this.say('open')
      if (again) this.each((hears) => hears.reset?.())
    }
    source.onerror = () => {
      if (source.readyState !== CLOSED) return this.say('waiting')
      this.say('refused')
      this.timer = setTimeout(() => { if (this.listeners.size > 0) this.connect() }, AGAIN)
    }
    source.addEventListener('matter', (event) => {
      const row = JSON.parse(event.data) as Row
      this.each((hears) => hears.row?.(row))
    })
    source.addEventListener('gone', (event) => {
      const { id } = JSON.parse(event.data) as { id: MatterId }
      this.each((hears) => hears.gone?.(id))
    })
    source.addEventListener('reset', () => this.each((hears) => hears.reset?.()))
  }

  private stop() {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = undefined
    this.wasOpen = false
  }

  private say(state: StreamState) {
    this.state = state
    this.each((hears) => hears.state?.(state))
  }

  private each(tell: (hears: Hears) => void) {
    for (const hears of [...this.listeners]) tell(hears)
  }
}
