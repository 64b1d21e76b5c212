/** How long a worker waits for the field app: `python -m bench.first_screen` runs this and shows what it prints. */
import type { BrowserContext } from 'playwright-core'

import { as, leave, PHONE } from './cast.ts'

interface Network { name: string, latency: number, bytes: number, slower: number }
/** Milliseconds from the start of the page: until the first screen, and until the first step of a report stands after a tap. */
interface Seen { screen: number, report: number }

/** The profiles of Chromium's own tools; `slower`: how many times slower the processor is made. */
const NETWORKS: readonly Network[] = [
  { name: 'none', latency: 0, bytes: -1, slower: 1 },
  { name: 'fast 3G', latency: 562.5, bytes: 180_000, slower: 6 },
  { name: 'slow 3G', latency: 2000, bytes: 50_000, slower: 6 },
]

/** Runs in the page before anything else: taps on the way to a report as soon as that is shown. */
function watchTheScreen() {
  const seen: Partial<Seen> = {}
  Object.assign(globalThis, { seen })
  new MutationObserver(() => {
    const tab = document.querySelector<HTMLElement>('.tabs a[href$="/report"]')
    if (seen.screen === undefined && tab && document.querySelector('main h1')) {
      seen.screen = performance.now()
      setTimeout(() => tab.click())
    }
    if (seen.report === undefined && document.querySelector('.steps')) seen.report = performance.now()
  }).observe(document, { childList: true, subtree: true })
}

async function once(context: BrowserContext, { latency, bytes, slower }: Network): Promise<Seen> {
  const page = await context.newPage()
  await page.addInitScript(watchTheScreen)
  const wire = await context.newCDPSession(page)
  await wire.send('Network.enable')
  await wire.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: bytes, uploadThroughput: bytes })
  await wire.send('Emulation.setCPUThrottlingRate', { rate: slower })
  await page.goto('/field/', { waitUntil: 'commit' })
  await page.waitForFunction(() => (globalThis as unknown as { seen: Seen }).seen.report !== undefined, undefined, { timeout: 120_000 })
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
  await page.close()
  return seen
}

async function settled(context: BrowserContext) {
  const page = await context.newPage()
  await page.goto('/field/')
  await page.evaluate(async () => { await navigator.serviceWorker.ready })
  await page.reload()
  await page.locator('h1').waitFor()
  await page.close()
}

/** `cold`: nothing of the app is in the phone; `warm`: it was used before, its worker is installed. */
async function measured(network: Network, warm: boolean): Promise<Seen> {
  const context = await as('grid_worker', { ...PHONE })
  if (warm) await settled(context)
  const seen = await once(context, network)
  await context.close()
  return seen
}

const rounds = Number(process.argv[2] ?? 3)
for (const warm of [false, true]) {
  for (const network of NETWORKS) {
    const found: Seen[] = []
    for (let round = 0; round < rounds; round += 1) found.push(await measured(network, warm))
    process.stdout.write(`${JSON.stringify({ network: network.name, slower: network.slower, cache: warm ? 'warm' : 'cold', found })}\n`)
  }
}
await leave()
