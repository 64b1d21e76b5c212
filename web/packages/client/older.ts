/** What a telephone of five years ago (Chromium 91) lacks, made here once; the lint keeps it out of everywhere else. */

/** A random id (UUID version 4, RFC 9562); also where the browser has none of its own. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const fixed = [...bytes].map((byte, place) => place === 6 ? (byte & 0x0f) | 0x40 : place === 8 ? (byte & 0x3f) | 0x80 : byte)
  const hex = fixed.map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** A signal that ends a request after so many milliseconds. */
export function within(milliseconds: number): AbortSignal {
  const late = new AbortController()
  setTimeout(() => late.abort(), milliseconds)
  return late.signal
}
