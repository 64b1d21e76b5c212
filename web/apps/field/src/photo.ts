/** A photo leaves the phone without place, device or time in it: it is drawn anew, and small enough for a slow network. */
import { blob64, type Blob64 } from '@gongzhi/live/outbox'

/** Pixels of the longer side; enough for a house number across the street. */
const LONGEST = 1600
const QUALITY = 0.82

export async function cleaned(file: Blob): Promise<Blob64> {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
  if (!drawn) throw new Error('the picture could not be drawn')
  return blob64(drawn)
}
