/** A file is announced by its SHA-256, sent in pieces from where the server stands, and checked by the server. */
import { taken, type Client } from './index.ts'

const PIECE = 256 * 1024

/** The SHA-256 of the bytes in hexadecimal, by which a file is known here and on the server. */
export async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Sends what the server lacks of the file with that digest; `told` hears how much has arrived, from 0 to 1. */
export async function sendFile(
  { api }: Client, bytes: ArrayBuffer, digest: string, told: (share: number) => void, headers: Record<string, string> = {},
): Promise<void> {
  const begun = taken(await api.POST('/api/uploads', { headers, body: { digest, size: bytes.byteLength } }))
  const path = { upload: begun.id }
  for (let at = begun.received; at < bytes.byteLength;) {
    told(at / bytes.byteLength)
    at = taken(await api.PATCH('/api/uploads/{upload}', {
      params: { path, query: { offset: at } }, headers: { ...headers, 'Content-Type': 'application/octet-stream' },
      body: bytes.slice(at, at + PIECE) as unknown as string, bodySerializer: (body) => body,
    })).received
  }
  if (!begun.finished) taken(await api.POST('/api/uploads/{upload}/finish', { headers, params: { path } }))
  told(1)
}
