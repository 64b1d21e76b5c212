/** Each step has one key, the same on every desk; steps that are not offered together may share one. */
import type { Command } from '@gongzhi/kit/commands'

export const KEYS: Partial<Record<Command, string>> = {
  accept: 'a', dispatch: 'd', reassign: 'd', decline: 'n', merge: 'm', relocate: 'l', answer_directly: 'q',
  take: 't', done: 'f', part_done: 'f', return_part: 'b', extend: 'e', progress: 'p',
  verify: 'v', check: 'v', spot_check: 'v', call_back: 'h', rule: 'u', answer_supervision: 's', supervise: 's', urge: 'i',
  grant_extension: 'y', grant_suspension: 'y', acknowledge: 'y', record_receipt: 'y', refuse_extension: 'o', refuse_suspension: 'o',
}

/** The keys of the steps that are offered now; where two share a key, the one that stands first in the table. */
export function keysOf(may: ReadonlySet<string>, act: (command: Command) => void): Record<string, () => void> {
  const found: Record<string, () => void> = {}
  for (const [command, key] of Object.entries(KEYS) as [Command, string][]) if (may.has(command)) found[key] ??= () => { act(command) }
  return found
}
