/** How far what waits is from where the phone is: reckoned in the phone, which tells nobody where it is. */
import { words } from '@gongzhi/kit'

import { METRES } from './usePlace.ts'

interface Point { lon: number, lat: number }
interface Lies { lon: number | null, lat: number | null }

const say = words({ metres: ['{n} 米', '{n} m'], kilometres: ['{n} 公里', '{n} km'] })

/** Metres as the crow flies; undefined while the phone does not know where it is, and for what has no place. */
export function away({ lon, lat }: Readonly<Lies>, here: Point | undefined): number | undefined {
  if (!here || lon === null || lat === null) return undefined
  return Math.hypot((lon - here.lon) * METRES * Math.cos(here.lat * Math.PI / 180), (lat - here.lat) * METRES)
}

/** The nearest first; what has no place comes last, and equals stay in the order in which they came. */
export function nearest<R extends Readonly<Lies>>(rows: readonly R[], here: Point): R[] {
  const far = (row: R) => away(row, here) ?? Infinity
  return [...rows].sort((one, other) => {
    const [a, b] = [far(one), far(other)]
    return a === b ? 0 : a - b // Infinity less Infinity is no number
  })
}

/** In tens of metres, from a kilometre on in tenths of one: the phone does not know it better. */
export function told(metres: number): string {
  return metres < 995 ? say('metres', { n: Math.round(metres / 10) * 10 }) : say('kilometres', { n: (metres / 1000).toFixed(1) })
}
