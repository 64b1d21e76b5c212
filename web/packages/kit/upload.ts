/** A file is announced by its hash, sent in pieces, and checked by the server; its hash is what a command names. */
import { taken } from '@gongzhi/client'

import { house } from './house.ts'

const PIECE = 512 * 1024

async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Send the file; its hash. `far` hears how much of it has arrived, from 0 to 1. */
export async function upload(file: File, far: (share: number) => void = () => undefined): Promise<string> {
  const { api } = house().client
  const bytes = await file.arrayBuffer()
  const digest = await digestOf(bytes)
  let known = taken(await api.POST('/api/uploads', { body: { digest, size: bytes.byteLength } }))
  const path = { upload: known.id }
  while (known.received < known.size) {
    const piece = bytes.slice(known.received, known.received + PIECE)
    known = taken(await api.PATCH('/api/uploads/{upload}', {
      params: { path, query: { offset: known.received } }, headers: { 'Content-Type': 'application/octet-stream' },
      body: piece as unknown as string, bodySerializer: (body) => body,
    }))
    far(known.received / known.size)
  }
  if (!known.finished) taken(await api.POST('/api/uploads/{upload}/finish', { params: { path } }))
  return digest
}

/** Hand finished uploads to the matter whose command named them. */
export async function give(matter: string, digests: readonly string[]): Promise<void> {
  for (const digest of digests) taken(await house().client.api.PUT('/api/matters/{matter}/files/{digest}', { params: { path: { matter, digest } } }))
}
