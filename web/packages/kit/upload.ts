/** A file is sent before the command that names it, and handed to the matter after it. */
import { taken } from '@gongzhi/client'
import { digestOf, sendFile } from '@gongzhi/client/upload'

import { ref } from 'vue'

import { house } from './house.ts'

/** How many files of this page are on their way: what names them waits until they have arrived. */
export const underWay = ref(0)

/** Send the file; its hash. `far` hears how much of it has arrived, from 0 to 1. */
export async function upload(file: File, far: (share: number) => void = () => undefined): Promise<string> {
  underWay.value += 1
  try {
    const bytes = await file.arrayBuffer()
    const digest = await digestOf(bytes)
    await sendFile(house().client, bytes, digest, far)
    return digest
  } finally { underWay.value -= 1 }
}

/** Hand finished uploads to the matter whose command named them. */
export async function give(matter: string, digests: readonly string[]): Promise<void> {
  for (const digest of digests) taken(await house().client.api.PUT('/api/matters/{matter}/files/{digest}', { params: { path: { matter, digest } } }))
}
