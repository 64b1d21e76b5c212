/** One photo on its way: announced by its digest, sent in pieces, going on where the last try was cut off. */
import { Unreached } from '@gongzhi/client'
import { digestOf, sendFile } from '@gongzhi/client/upload'

import { server } from './page.ts'

const LARGE = 1.5 * 1024 * 1024
const SIDE = 2048
const TRIES = 5

/** The photo with at most 2048 pixels a side where it is large; as it is where the browser cannot make it smaller. */
export async function shrunk(file: File): Promise<Blob> {
  if (file.size <= LARGE || !('createImageBitmap' in window)) return file
  const bitmap = await createImageBitmap(file).catch(() => undefined)
  if (!bitmap) return file
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height))
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) })
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const small = await new Promise<Blob | null>((made) => { canvas.toBlob(made, 'image/jpeg', 0.85) })
  return small && small.size < file.size ? small : file
}

/** Sends the photo for the report with that id; its digest once the server has all of it. */
export async function send(photo: Blob, report: string, told: (share: number) => void): Promise<string> {
  const data = await photo.arrayBuffer()
  const digest = await digestOf(data)
  for (let left = TRIES; ; left -= 1) {
    try {
      await sendFile(server(), data, digest, told, { 'Idempotency-Key': report })
      return digest
    } catch (error) {
      if (!(error instanceof Unreached) || left === 1) throw error
      await new Promise((later) => setTimeout(later, 1000 * (TRIES + 1 - left)))
    }
  }
}
