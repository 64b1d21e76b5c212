/** An answer that was under way while one heard something may be older than it: what was heard wins. */
import type { MatterRow } from '@gongzhi/client'

export function hearing() {
  const heard = new Map<string, MatterRow | 'gone'>()
  let underWay = 0

  return {
    /** What is heard while `go` goes on is kept beside what is answered. */
    async during<T>(go: () => Promise<T>): Promise<T> {
      underWay += 1
      try {
        return await go()
      } finally {
        underWay -= 1
        if (underWay === 0) heard.clear()
      }
    },
    hear(id: string, what: MatterRow | 'gone') { if (underWay > 0) heard.set(id, what) },
    /** The rows as they are now, without those that left. */
    newest(rows: readonly MatterRow[]): MatterRow[] {
      return rows.flatMap((row) => {
        const known = heard.get(row.id)
        if (known === 'gone') return []
        return [known && known.version > row.version ? known : row]
      })
    },
  }
}

/** The rows that are shown, each in the newest of both states. */
export function renewed(shown: readonly MatterRow[], found: readonly MatterRow[]): MatterRow[] {
  const newer = new Map(found.map((row) => [row.id, row]))
  return shown.map((row) => {
    const other = newer.get(row.id)
    return other && other.version > row.version ? other : row
  })
}

/** What was read again from the top, laid over what is shown; `cut`: there is more below that was not read again. */
export function relaid(shown: readonly MatterRow[], found: readonly MatterRow[], cut: boolean): [rows: MatterRow[], fresh: MatterRow[]] {
  const [ids, known] = [new Set(found.map((row) => row.id)), new Set(shown.map((row) => row.id))]
  const beyond = cut ? shown.slice(shown.findLastIndex((row) => ids.has(row.id)) + 1) : []
  const last = found.findLastIndex((row) => known.has(row.id))
  return [[...found.filter((row) => known.has(row.id)), ...beyond], found.slice(0, Math.max(0, last)).filter((row) => !known.has(row.id))]
}
