/** Builds the apps that are named, or all, into what gongzhi serves; each file lies there compressed as well. */
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import { build } from 'vite'

import { APPS, built, pages, worker, type App } from './vite.config.ts'

const SMALL = 1024
const PACKED = /\.(?:js|mjs|css|svg|json|html|webmanifest)$/

async function files(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
}

async function compress(path: string) {
  const said = await readFile(path)
  if (!PACKED.test(path) || said.length < SMALL) return
  await writeFile(`${path}.gz`, gzipSync(said, { level: 9 }))
  await writeFile(`${path}.br`, brotliCompressSync(said, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}

async function make(app: App) {
  await build(pages(app))
  const folder = built(app)
  if (existsSync(new URL(`apps/${app}/src/worker.ts`, import.meta.url))) {
    const known = (await files(folder)).map((path) => path.slice(folder.length + 1)).filter((path) => path !== 'index.html')
    await build(worker(app, known))
  }
  for (const path of await files(folder)) await compress(path)
}

const named = process.argv.slice(2)
for (const app of APPS) if (named.length === 0 || named.includes(app)) await make(app)
