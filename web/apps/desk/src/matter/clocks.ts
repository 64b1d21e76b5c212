/** The names of clocks, and the light of each from the times that the server counted. */
import type { Schemas } from '@gongzhi/client'
import { useTrade, words } from '@gongzhi/kit'

export type Clock = Schemas['ClockOut']

const say = words({
  handling: ['办结', 'Handling'], part: ['协办', 'Support'], suspension: ['挂起', 'Suspension'], order: ['督办回复', 'Order'],
  milestone: ['程序步骤', 'Milestone'], supervise: ['督办回复', 'Order'], triage: ['受理分流', 'Triage'],
})
const OWN = new Set(['handling', 'part', 'suspension', 'order', 'milestone', 'supervise', 'triage'])

/** What a clock is called: `take:2` is the clock for taking of part 2. */
export function useClockNames() {
  const { word } = useTrade()
  return (name: string): string => {
    const [base = name, rest = ''] = name.split(/[:.]/)
    if (base === 'phase') return word('limits', rest)
    return OWN.has(base) ? say(base as 'handling') : word('limits', base)
  }
}

export function lightOf(clock: Clock, now: number): string | null {
  if (clock.ended_at) return null
  if (now >= Date.parse(clock.due_at)) return 'red'
  if (now >= Date.parse(clock.orange_at)) return 'orange'
  return now >= Date.parse(clock.yellow_at) ? 'yellow' : 'green'
}

/** The clocks of a milestone, one for each of its group, that run now; each with the number under which it is explained. */
export function clocksOfMilestone(clocks: readonly Clock[], milestone: string): [Clock, number][] {
  return clocks.map((clock, at): [Clock, number] => [clock, at + 1]).filter(([{ name, ended_at: ended }]) => !ended && (name === `milestone:${milestone}` || name.startsWith(`milestone:${milestone}.`)))
}
