import { defineConfig } from 'vitest/config'

/** Journeys walk one after another through the real pages of a running demo city (`python -m tools.journeys`); pictures
 *  and figures of these pages are taken in the same way, when they are asked for. */
const walk = process.env['GONGZHI_WALK'] ?? 'journey'

export default defineConfig({
  test: {
    root: import.meta.dirname, include: [`*.${walk}.ts`], environment: 'node', fileParallelism: false,
    testTimeout: walk === 'journey' ? 300_000 : 600_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } },
  },
})
