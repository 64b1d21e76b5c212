/** Builds the apps that are named, or all, into what gongzhi serves; each file lies there compressed as well. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import { build } from 'vite'

import { APPS, built, pages, worker, type App, type Entry } from './vite.config.ts'

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

/** A file as the service worker fetches it: again when its bytes are others. */
async function entry(app: App, folder: string, path: string): Promise<Entry> {
  const name = path.slice(folder.length + 1)
  const url = name === 'index.html' ? `/${app}/` : name === 'manifest.webmanifest' ? `/${app}/${name}` : `/static/web/${app}/${name}`
  return { url, revision: createHash('sha256').update(await readFile(path)).digest('hex').slice(0, 16) }
}

async function make(app: App) {
  await build(pages(app))
  const folder = built(app)
  if (existsSync(new URL(`apps/${app}/src/worker.ts`, import.meta.url))) {
    await build(worker(app, await Promise.all((await files(folder)).map((path) => entry(app, folder, path)))))
  }
  for (const path of await files(folder)) await compress(path)
}

const named = process.argv.slice(2)
for (const app of APPS) if (named.length === 0 || named.includes(app)) await make(app)
