/** What several journeys of the desk do with their hands. */
import type { BrowserContext, Page } from 'playwright-core'

import { as, CITY, type Role } from './cast.ts'

export const PLACE = { lon: 124.3210007, lat: 43.1579304, crs: 'cgcs2000' }
export const LEAD = '铁西区城市管理执法局'
export const SUPPORT = '铁西区综治中心'

export interface Reported { id: string, number: string, query_code: string }

/** What the public says without an account. */
export async function post<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(CITY + path, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }, body: JSON.stringify(body),
  })
  const said = await answer.json() as T
  if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(said)}`)
  return said
}

/** A resident reports a wreck that blocks a place to park. */
export const report = (text: string, more: object = {}) => post<Reported>('/api/reports', {
  kind: '06034', text, point: PLACE, contact: { name: '报告人', phone: '13900000000' }, channel: 'web', ...more,
})

export async function at(role: Role, path: string, size = { width: 1440, height: 900 }): Promise<{ context: BrowserContext, page: Page }> {
  const context = await as(role, { viewport: size })
  const page = await context.newPage()
  await page.goto(path)
  return { context, page }
}
export const open = async (page: Page, matter: Reported) => {
  await page.locator(`[data-matter="${matter.id}"]`).click()
  await page.locator('.panel .number', { hasText: matter.number }).waitFor()
}
export const stage = (page: Page, name: string) => page.locator(`.panel[data-stage="${name}"]`).waitFor()
export const form = (page: Page, command: string) => page.locator(`form[data-command="${command}"]`)
export const say = (page: Page, command: string, field: string, text: string) => form(page, command).locator(`[data-field="${field}"] textarea`).fill(text)
export const send = (page: Page, command: string) => form(page, command).locator('[data-act="send"]').click()
export const act = (page: Page, command: string) => page.locator(`.actions .buttons [data-command="${command}"]`).click()
export const choose = (page: Page, command: string, field: string, value: string | RegExp) => form(page, command).locator(`[data-field="${field}"] .el-radio-button`, { hasText: value }).click()

/** A key works once what it stands for is offered. */
export async function offered(page: Page, command: string) {
  await page.locator(`button[data-command="${command}"]`).first().waitFor()
}

export async function unit(page: Page, command: string, field: string, name: string) {
  await form(page, command).locator(`[data-field="${field}"] .el-select__wrapper`).click()
  const found = page.waitForResponse((answer) => new URL(answer.url()).searchParams.get('text') === name)
  await page.keyboard.type(name)
  await found // what was offered before goes away under the hand
  await page.locator('.el-select-dropdown__item', { hasText: name }).filter({ visible: true }).first().click()
  await form(page, command).locator(`[data-field="${field}"] .el-select__wrapper`, { hasText: name }).waitFor()
  await page.keyboard.press('Escape')
}

export async function once(role: Role, path: string, matter: Reported, work: (page: Page) => Promise<void>) {
  const { context, page } = await at(role, path)
  await open(page, matter)
  await work(page)
  await context.close()
}

/** Accept it and dispatch it to the lead, by keys. */
export const dispatched = (matter: Reported, lead = LEAD) => once('dispatcher', '/desk/desks/triage', matter, async (page) => {
  await offered(page, 'accept')
  await page.keyboard.press('a')
  await form(page, 'accept').waitFor()
  await page.keyboard.press('Control+Enter')
  await stage(page, 'accepted')
  await offered(page, 'dispatch')
  await page.keyboard.press('d')
  await unit(page, 'dispatch', 'lead', lead)
  await send(page, 'dispatch')
  await form(page, 'dispatch').waitFor({ state: 'detached' })
})
