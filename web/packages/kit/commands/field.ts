/** What is asked for in a form, whatever it is a form of: a command, a milestone, a document. */
export type Label = readonly [zh: string, en: string]

export type FieldType =
  | 'words' | 'short' | 'flag' | 'number' | 'date' | 'moment' | 'choice' | 'reason' | 'unit' | 'units' | 'kind' | 'matter'
  | 'colleague' | 'files' | 'point' | 'area' | 'contact' | 'answers' | 'refs' | 'phase' | 'list' | 'rows'

export interface Choice { value: string | number | boolean, label: Label }

export interface Field<N extends string = string> {
  name: N
  label: Label
  type: FieldType
  required?: boolean
  /** The group of reasons to choose from (`GET /api/reasons`). */
  group?: string
  choices?: readonly Choice[]
  least?: number
  most?: number
  /** The columns of rows. */
  columns?: readonly Field[]
  hint?: Label
  /** It begins with what the matter says now. */
  own?: true
  /** What it is counted in: the unit of this limit, in the city's own word. */
  counted?: string
}

/** A form as it is being filled in: what was typed, by the name of its field. */
export type Typed = Record<string, unknown>

/** Whether something stands in it. */
export function given(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string') return value.trim() !== ''
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'object') return Object.values(value).some(given)
  return true
}

/** What is said to the server: the fields that hold something, empty parts left out. */
export function saidOf(fields: readonly Field[], typed: Typed): Typed {
  const known = fields.filter((field) => given(typed[field.name]))
  return Object.fromEntries(known.map((field) => [field.name, part(typed[field.name])]))
}

function part(value: unknown): unknown {
  if (typeof value === 'string') return value.trim()
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, each]) => given(each)))
}

/** The names of what must be filled in and is not. */
export function lacking(fields: readonly Field[], typed: Typed): string[] {
  return fields.filter((field) => field.required && !given(typed[field.name])).map((field) => field.name)
}
