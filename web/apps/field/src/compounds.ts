/** Which compounds somebody means who stands at a point or types a name. */
import type { Schemas } from '@gongzhi/client'

import { METRES } from './usePlace.ts'

export type Compound = Schemas['CompoundOut']
export interface Near { compound: Compound, metres: number }


/** As many as fit under a thumb. */
const FEW = 6
/** Metres beyond which a compound is not meant. */
const FAR = 1500

/** Metres from a point to the box around a compound; 0 inside it. */
export function away({ west, south, east, north }: Compound, { lon, lat }: { lon: number, lat: number }): number {
  const x = Math.max(west - lon, 0, lon - east) * METRES * Math.cos(lat * Math.PI / 180)
  return Math.hypot(x, Math.max(south - lat, 0, lat - north) * METRES)
}

/** The middle of a compound, and how far from it the compound may reach. */
export function middle({ west, south, east, north }: Compound): { lon: number, lat: number, accuracy_m: number } {
  const lat = (south + north) / 2
  const half = Math.hypot((east - west) * Math.cos(lat * Math.PI / 180), north - south) * METRES / 2
  return { lon: (west + east) / 2, lat, accuracy_m: Math.round(half) }
}

/** Those to choose from: near the point, the nearest first; without a point by name; of those that hold what is typed. */
export function choices(all: readonly Compound[], point: { lon: number, lat: number } | null, typed: string): Near[] {
  const words = typed.trim()
  const named = all.filter(({ name }) => !words || name.includes(words) || words.includes(name))
  const from = named.length > 0 ? named : all
  if (!point) return [...from].sort((a, b) => a.name.localeCompare(b.name, 'zh')).slice(0, FEW).map((compound) => ({ compound, metres: 0 }))
  return from.map((compound) => ({ compound, metres: away(compound, point) })).filter(({ metres }) => metres <= FAR)
    .sort((a, b) => a.metres - b.metres).slice(0, FEW)
}
