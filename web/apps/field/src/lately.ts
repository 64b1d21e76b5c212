/** What the phone knows of a matter from the lists that lie in it. */
import type { MatterRow, Schemas } from '@gongzhi/client'

import { outbox, owner } from './useOutbox.ts'

interface Todo { by: string, checks: MatterRow[], orders: MatterRow[] }
interface Mine { by: string, rows: Schemas['ReportedOut'][] }

/** The matter as it stood when there was a network; undefined where it was in no list of this worker. */
export async function lately(id: string): Promise<MatterRow | undefined> {
  const [todo, mine] = [await outbox.store.note('todo') as Todo | undefined, await outbox.store.note('mine') as Mine | undefined]
  const rows = [...todo?.by === owner.value ? [...todo.checks, ...todo.orders] : [], ...mine?.by === owner.value ? mine.rows.flatMap(({ matter }) => matter ?? []) : []]
  return rows.find((row) => row.id === id)
}
