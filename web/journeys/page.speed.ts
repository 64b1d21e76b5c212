/** How fast the first pages come, slowed down like a phone and as a desk has it: `python -m tools.journeys speed`. */
import type { BrowserContext, BrowserContextOptions, CDPSession } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'

import { as, CITY, leave, PHONE, street } from './cast.ts'

afterAll(leave)

interface Line { cpu: number, kbit: number, ms: number }
interface Figures { fcp: number, lcp: number, tbt: number, cls: number, kb: number, scripts: number }
interface Shift extends PerformanceEntry { value: number, hadRecentInput: boolean }

/** As Lighthouse slows down a phone, and a desk; the last as this machine is. */
const PHONE_LINE: Line = { cpu: 4, kbit: 1600, ms: 150 }
const DESK_LINE: Line = { cpu: 1, kbit: 10_240, ms: 40 }
const FREE: Line = { cpu: 1, kbit: 0, ms: 0 }
const ROUNDS = 3
const SETTLED = 3000

type Opens = () => Promise<BrowserContext>
const stranger: Opens = () => street(PHONE)
const member = (role: string, how: BrowserContextOptions): Opens => () => as(role, how)
const PAGES: [name: string, opens: Opens, path: string, line: Line][] = [
  ['portal home', stranger, '/', PHONE_LINE],
  ['portal report', stranger, '/report/06013', PHONE_LINE],
  ['portal follow', async () => followed(await stranger()), '/follow', PHONE_LINE],
  ['field start', member('grid_worker', PHONE), '/field/', PHONE_LINE],
  ['desk start', member('dispatcher', { viewport: { width: 1440, height: 900 } }), '/desk/', DESK_LINE],
]
let code = ''

async function followed(context: BrowserContext): Promise<BrowserContext> {
  await context.addCookies([{ name: 'gongzhi_code', value: code, url: `${CITY}/follow` }])
  return context
}

beforeAll(async () => {
  const answer = await fetch(`${CITY}/api/reports`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify({ kind: '06013', text: '路面有个大坑', address: '建民路 3 号门口', channel: 'web' }),
  })
  code = (await answer.json() as { query_code: string }).query_code
})

async function slowed(context: BrowserContext, line: Line) {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  const bytes = await counted(cdp)
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  await cdp.send('Network.setBypassServiceWorker', { bypass: true })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: line.cpu })
  const rate = line.kbit ? line.kbit * 1024 / 8 : -1
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: line.ms, downloadThroughput: rate, uploadThroughput: rate })
  return { page, bytes }
}

async function counted(cdp: CDPSession) {
  const bytes = { all: 0, scripts: 0 }
  const scripts = new Set<string>()
  await cdp.send('Network.enable')
  cdp.on('Network.responseReceived', ({ requestId, type }) => { if (type === 'Script') scripts.add(requestId) })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.all += encodedDataLength
    if (scripts.has(requestId)) bytes.scripts += encodedDataLength
  })
  return bytes
}

async function once(opens: Opens, path: string, line: Line): Promise<Figures> {
  const context = await opens()
  const { page, bytes } = await slowed(context, line)
  await page.goto(path, { waitUntil: 'load' })
  await page.waitForTimeout(SETTLED)
  const seen = await page.evaluate(async () => {
    const entries = (type: string) => new Promise<PerformanceEntry[]>((done) => {
      new PerformanceObserver((list) => { done(list.getEntries()) }).observe({ type, buffered: true })
      setTimeout(() => { done([]) }, 200)
    })
    const [paints, largest, long, shifts] = await Promise.all(['paint', 'largest-contentful-paint', 'longtask', 'layout-shift'].map(entries))
    const fcp = paints?.find(({ name }) => name === 'first-contentful-paint')?.startTime ?? 0
    return {
      fcp, lcp: largest?.at(-1)?.startTime ?? fcp,
      tbt: (long ?? []).filter(({ startTime }) => startTime >= fcp).reduce((sum, { duration }) => sum + duration - 50, 0),
      cls: (shifts as Shift[]).filter(({ hadRecentInput }) => !hadRecentInput).reduce((sum, { value }) => sum + value, 0),
    }
  })
  await context.close()
  return { ...seen, kb: bytes.all / 1024, scripts: bytes.scripts / 1024 }
}

/** Each figure's middle one of three rounds. */
async function middle(opens: Opens, path: string, line: Line): Promise<Figures> {
  const rounds: Figures[] = []
  for (let left = ROUNDS; left; left -= 1) rounds.push(await once(opens, path, line))
  const of = (name: keyof Figures) => rounds.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
  return { fcp: of('fcp'), lcp: of('lcp'), tbt: of('tbt'), cls: of('cls'), kb: of('kb'), scripts: of('scripts') }
}

test('the first pages', async () => {
  const said = ['| page | FCP ms | LCP ms | TBT ms | CLS | kB in all | kB of scripts | LCP unthrottled ms | ratio |', '|---|---|---|---|---|---|---|---|---|']
  for (const [name, opens, path, line] of PAGES) {
    const slow = await middle(opens, path, line)
    const free = await middle(opens, path, FREE)
    const whole = [slow.fcp, slow.lcp, slow.tbt].map((value) => value.toFixed(0))
    said.push(`| ${[name, ...whole, slow.cls.toFixed(3), slow.kb.toFixed(0), slow.scripts.toFixed(0), free.lcp.toFixed(0), (slow.lcp / free.lcp).toFixed(1)].join(' | ')} |`)
  }
  process.stdout.write(`${said.join('\n')}\n`)
})
