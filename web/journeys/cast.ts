/** The people of the journeys: each signs in by the link that the demo city printed for the role. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'

function told(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: journeys are run by python -m tools.journeys`)
  return value
}

export const CITY = told('GONGZHI_URL')
const LINKS = JSON.parse(told('GONGZHI_LINKS')) as Record<string, string>
const SCREENS = told('GONGZHI_SCREENS')
const PASSWORD = 'Journeys-2026-through'

const PATIENCE = 60_000 // ms: other work on the machine, or a disk that must write, may hold up any page

/** What each person may use. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } as const
export const STREET = { ...PHONE, deviceScaleFactor: 1 } as const
export const DESK = { viewport: { width: 1440, height: 900 } } as const

export type Role = 'grid_worker' | 'grid_leader' | 'dispatcher' | 'checker' | 'triage' | 'callback' | 'supervisor' | (string & {})

let browser: Browser | undefined
const signedIn = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>()

/** Debian's browser, started once in a file of journeys. */
async function theBrowser(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: process.env['GONGZHI_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  return browser
}

export async function leave() {
  await browser?.close()
  browser = undefined
}

/** The first person who holds this role: login name, and the link by which a password is chosen. */
function personOf(role: Role): { login: string, link: string } {
  const found = Object.entries(LINKS).find(([name]) => name.split(' ')[0] === role)
  if (!found) throw new Error(`no link for ${role}: ${Object.keys(LINKS).join(', ')}`)
  return { login: found[0].slice(role.length + 2, -1), link: found[1] }
}

/** Sends the form with the password; an Error with the page's own words where it does not lead on from `here`. */
async function sent(page: Page, here: string) {
  await page.locator('form:has(input[type=password]) [type=submit]').click()
  await page.waitForURL((url) => !url.pathname.startsWith(here)).catch(async (trouble: unknown) => {
    throw new Error(`${here} leads nowhere, it says: ${await page.locator('body').innerText()}`, { cause: trouble })
  })
}

export async function signIn(context: BrowserContext, role: Role) {
  const { login, link } = personOf(role)
  const page = await context.newPage()
  await page.goto(link)
  const chosen = page.locator('input[type=password]')
  if (await chosen.count()) { // a city that was kept knows the password from last time
    for (const field of await chosen.all()) await field.fill(PASSWORD)
    await sent(page, '/invitations/')
  }
  await page.goto('/login/')
  await page.locator('input[name=login]').fill(login)
  await page.locator('input[type=password]').fill(PASSWORD)
  await sent(page, '/login/')
  await page.close()
}

/** A passer-by with the page in hand, in Chinese unless said otherwise; patient where the machine is slow. */
export async function street(how: BrowserContextOptions = STREET): Promise<BrowserContext> {
  const context = await (await theBrowser()).newContext({ locale: 'zh-CN', baseURL: CITY, ...how })
  context.setDefaultTimeout(PATIENCE)
  return context
}

/** A browser of one's own with this role signed in, in Chinese unless said otherwise. */
export async function as(role: Role, how: BrowserContextOptions = DESK): Promise<BrowserContext> {
  const known = signedIn.get(role)
  const context = await street({ ...how, ...(known ? { storageState: known } : {}) })
  if (!known) {
    await signIn(context, role)
    signedIn.set(role, await context.storageState())
  }
  return context
}

/** A picture of the page as it stands, to be looked at. */
export async function picture(page: Page, name: string) {
  mkdirSync(SCREENS, { recursive: true })
  await page.screenshot({ path: join(SCREENS, `${name}.png`) })
}

interface Located { area: { code: string } | null, above: { code: string }[] }

/** A point in an area of this person, found by asking in widening squares where each point lies. */
export async function ownPoint(context: BrowserContext): Promise<{ latitude: number, longitude: number, accuracy: number }> {
  const { areas } = await (await context.request.get('/api/me')).json() as { areas: { code: string }[] }
  const own = new Set(areas.map(({ code }) => code))
  const desk = await as('supervisor')
  const town = [...own].sort((a, b) => a.length - b.length)[0]?.slice(0, 9) ?? ''
  const { rows: [near] } = await (await desk.request.get(`/api/matters?placed=inside&area=${town}&limit=1`)).json() as { rows: { lat: number, lon: number }[] }
  await desk.close()
  if (!near) throw new Error(`no matter in ${town} to begin from`)
  const STEP = 0.002
  for (let ring = 0; ring < 40; ring += 1) {
    for (let x = -ring; x <= ring; x += 1) {
      for (const y of Math.abs(x) === ring ? Array.from({ length: 2 * ring + 1 }, (_, place) => place - ring) : [-ring, ring]) {
        const [lon, lat] = [near.lon + x * STEP, near.lat + y * STEP]
        const found = await (await context.request.post('/api/locate', { data: { lon, lat, crs: 'wgs84' }, headers: { 'X-CSRFToken': await csrf(context) } })).json() as Located
        if (found.area && [found.area, ...found.above].some(({ code }) => own.has(code))) return { latitude: lat, longitude: lon, accuracy: 12 }
      }
    }
  }
  throw new Error(`no point in ${[...own].join(', ')} near ${near.lat}, ${near.lon}`)
}

/** What a form of this browser proves itself by. */
export async function csrf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).find(({ name }) => name === 'csrftoken')?.value ?? ''
}
