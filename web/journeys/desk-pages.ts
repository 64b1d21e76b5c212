/** Every page of the desk: its name, who sees it, its address. Those of one person stand together. */
import type { Role } from './cast.ts'

export const DESKS: readonly (readonly [name: string, role: Role, path: string])[] = [
  ...['triage', 'hotline', 'rule', 'grant'].map((desk) => [desk, 'dispatcher', `/desk/desks/${desk}`] as const),
  ['intake', 'dispatcher', '/desk/intake'],
  ['all', 'supervisor', '/desk/desks/all'], ['supervise', 'supervisor', '/desk/desks/supervise'], ['map', 'supervisor', '/desk/map'], ['asks', 'supervisor', '/desk/asks'],
  ['check', 'checker', '/desk/desks/check'], ['callback', 'callback', '/desk/desks/callback'],
  ['unit', 'handler', '/desk/desks/unit/all'], ['rights', 'triage', '/desk/desks/rights'],
]
