/** How each of the apps is built, and how what they share is tested. */
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import type { InlineConfig } from 'vite'
import { defineConfig } from 'vitest/config'

export const APPS = ['field', 'desk', 'portal'] as const
export type App = (typeof APPS)[number]

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url))
export const built = (app: App) => place(`../gongzhi/site/static/web/${app}`)
/** A phone of five years ago. */
const TARGET = ['chrome91', 'safari15', 'firefox91']

/** The pages of an app: its files lie under /static, its addresses under /APP/. */
export function pages(app: App): InlineConfig {
  return {
    configFile: false,
    root: place(`apps/${app}`),
    base: `/static/web/${app}/`,
    logLevel: 'error',
    plugins: [vue()],
    build: {
      outDir: built(app), emptyOutDir: true, target: TARGET, assetsInlineLimit: 0, modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1200,
      // The portal's pages are written by the server: they find their scripts in the manifest.
      ...(app === 'portal' ? { manifest: 'manifest.json', rollupOptions: { input: place('apps/portal/src/main.ts') } } : {}),
    },
  }
}

/** A built file: its address and what tells its bytes from those of another build. */
export interface Entry { url: string, revision: string }

/** The service worker of an app: one file without imports, which knows every other file by address. */
export function worker(app: App, files: readonly Entry[]): InlineConfig {
  return {
    configFile: false,
    root: place(`apps/${app}`),
    logLevel: 'error',
    define: { __FILES__: JSON.stringify(files) },
    build: {
      outDir: built(app), emptyOutDir: false, target: TARGET, copyPublicDir: false,
      rollupOptions: { input: place(`apps/${app}/src/worker.ts`), output: { format: 'iife', entryFileNames: 'worker.js' } },
    },
  }
}

/** The parts that the apps share, served while they are looked at and never built; what they ask goes to the city at `url`. */
export function gallery(url: string): InlineConfig {
  return { configFile: false, root: place('gallery'), logLevel: 'error', plugins: [vue()], server: { host: '127.0.0.1', proxy: { '/api': url } } }
}

export default defineConfig({
  plugins: [vue()],
  test: { include: ['*.test.ts', 'packages/**/*.test.ts', 'apps/**/*.test.ts'], environment: 'happy-dom', restoreMocks: true },
})
