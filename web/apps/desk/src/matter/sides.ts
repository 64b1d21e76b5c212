/** Who had a matter, for how long, and with which words each gave it back: what an arbiter weighs. */
import type { Whole } from '@gongzhi/client'

/** One unit that gave the lead back. `took` and `gave`: ISO instants; `reason` by its code of the group `return`; `last`: it did not do so again. */
export interface Side { unit: string, last: boolean, took: string | undefined, gave: string, reason: string, clause: string, remark: string }

const text = (whole: Whole, value: unknown): string => whole.words[(value as { ref?: string } | null)?.ref ?? ''] ?? ''

/** The sides in the order in which they gave the matter back, each once for every time. */
export function sides(whole: Whole): Side[] {
  const sent = new Map<string, string>()
  const found: Omit<Side, 'last'>[] = []
  for (const line of whole.journal) {
    const { lead, unit, reason, clause, remark } = line.data
    if (typeof lead === 'string' && (line.event === 'Dispatched' || line.event === 'Reassigned')) sent.set(lead, line.recorded_at)
    if (line.event === 'Returned' && lead === true && typeof unit === 'string') found.push({
      unit, took: sent.get(unit), gave: line.recorded_at, reason: String(reason ?? ''), clause: text(whole, clause), remark: text(whole, remark),
    })
  }
  return found.map((side, at) => ({ ...side, last: !found.slice(at + 1).some(({ unit }) => unit === side.unit) }))
}
