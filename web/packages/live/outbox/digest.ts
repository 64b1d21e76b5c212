/** A photo is known by the SHA-256 of its bytes, here and on the server. */
import type { Blob64 } from './store.ts'

export async function blob64(blob: Blob): Promise<Blob64> {
  const bytes = await blob.arrayBuffer()
  const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return { digest, bytes, type: blob.type }
}
