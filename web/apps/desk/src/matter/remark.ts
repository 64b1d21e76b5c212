/** What was said with a line of the journal: nothing, the words, or undefined where they are sealed from whoever looks. */
import type { Whole } from '@gongzhi/client'

export function remarkOf({ words }: Whole, line: Whole['journal'][number] | undefined): string | undefined {
  const ref = (line?.data['remark'] as { ref?: string } | null | undefined)?.ref
  return ref ? words[ref] : ''
}
