import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8')
/** What is set last counts: the field's own after those of every screen. */
const tones = Object.fromEntries([...`${read('../../../packages/kit/tokens.css')}${read('field.css')}`.matchAll(/--([\w-]+): light-dark\((#\w+),/g)]
  .map(([, name, light]) => [name, String(light).replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3')]))

function light(tone: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(tone.slice(at, at + 2), 16) / 255).map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
function contrast(one: string, other: string): number {
  const [bright = 0, dark = 0] = [one, other].map((name) => light(tones[name] ?? '')).sort((first, second) => second - first)
  return (bright + 0.05) / (dark + 0.05)
}

test('in the sun every word and every button of the phone stands seven to one on its ground', () => {
  const words = ['ink', 'ink-2', 'accent'].flatMap((word) => ['ground', 'card', 'raised', 'accent-soft'].map((ground) => [word, ground] as const))
  for (const [word, ground] of [...words, ['accent-ink', 'accent'] as const]) expect(contrast(word, ground), `${word} on ${ground}`).toBeGreaterThanOrEqual(7)
})
