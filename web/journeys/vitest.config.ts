import { defineConfig } from 'vitest/config'

/** Journeys walk one after another through the real pages of a running demo city (`python -m tools.journeys`). */
export default defineConfig({
  test: {
    root: import.meta.dirname, include: ['*.journey.ts'], environment: 'node', fileParallelism: false,
    testTimeout: 120_000, hookTimeout: 120_000,
  },
})
