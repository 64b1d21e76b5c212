/** By which area somebody may say roughly where it is: a grid or a compound lies in a community, and a city says nothing. */
import type { Schemas } from '@gongzhi/client'

const ROUGHLY = ['county', 'township', 'community']

/** Of what was found by its name, the smallest area that a report may name. */
export function rough(found: Schemas['NamedAreaOut']): Schemas['AreaOut'] | undefined {
  return [...found.above, found].filter(({ level }) => ROUGHLY.includes(level)).at(-1)
}
