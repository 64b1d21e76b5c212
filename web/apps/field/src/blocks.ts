/** Which building of a compound an address names; the door and whatever else follows it is nobody's to keep. */
import type { Compound } from './compounds.ts'

/** 3号楼, 12 栋, A座: a number or a letter, and what buildings are called. */
const BLOCK = /^\s*(\d{1,3}|[A-Za-z]\d{0,2})\s*(号楼|栋|幢|座)\s*/
const FEW = 4
const COMPOUNDS = 40

/** The buildings that were used on this phone, by the code of their compound, the last first. */
export type Blocks = Readonly<Record<string, string[]>>

/** The compound whose name the address begins with; of several the one with the longest name. */
export function compoundOf(address: string, compounds: readonly Compound[]): Compound | undefined {
  return compounds.filter(({ name }) => address.startsWith(name)).sort((a, b) => b.name.length - a.name.length)[0]
}

/** The building behind the name of the compound, such as “3 号楼”; empty where none is named. */
export function blockOf(address: string, name: string): string {
  const [, number = '', called = ''] = BLOCK.exec(address.slice(name.length)) ?? []
  return number && `${number.toUpperCase()} ${called}`
}

/** The address with this building, or with none, in place of the one that it named. */
export function withBlock(address: string, name: string, block: string): string {
  const rest = address.slice(name.length).replace(BLOCK, '').trim()
  return [name, block, rest].filter(Boolean).join(' ') + (rest ? '' : ' ')
}

/** What is kept after a report from this address; the very same where it names no building of these compounds. */
export function noted(kept: Blocks, address: string, compounds: readonly Compound[]): Blocks {
  const compound = compoundOf(address, compounds)
  const block = compound && blockOf(address, compound.name)
  if (!compound || !block) return kept
  const { [compound.code]: before = [], ...others } = kept
  const newest = Object.entries(others).slice(1 - COMPOUNDS)
  return { ...Object.fromEntries(newest), [compound.code]: [block, ...before.filter((each) => each !== block)].slice(0, FEW) }
}
