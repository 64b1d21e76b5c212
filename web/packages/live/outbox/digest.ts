/** A photo is known by the SHA-256 of its bytes, here and on the server. */
import { digestOf } from '@gongzhi/client/upload'

import type { Blob64 } from './store.ts'

export async function blob64(blob: Blob): Promise<Blob64> {
  const bytes = await blob.arrayBuffer()
  return { digest: await digestOf(bytes), bytes, type: blob.type }
}
