/** What several journeys of the field do beside the phone, through the API. */
import { randomUUID } from 'node:crypto'

import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'

import { csrf } from './cast.ts'

interface Line { event: string, device_at: string | null, recorded_at: string, data: Record<string, unknown> }
interface Whole { matter: { stage: string, version: number, address: string | null, text: string | null }, may: string[], journal: Line[], files: string[] }

/** The matter as whoever is signed in there sees it. */
export async function whole(context: BrowserContext, matter: string): Promise<Whole> {
  const answer = await context.request.get(`/api/matters/${matter}`)
  expect(answer.status(), await answer.text()).toBe(200)
  return await answer.json() as Whole
}

/** A report or a command, given once; with `version` only while the matter still stands at it. */
export async function give(context: BrowserContext, path: string, data: object, version?: number) {
  const headers = { 'X-CSRFToken': await csrf(context), 'Idempotency-Key': randomUUID(), ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) }
  const answer = await context.request.post(path, { data, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
}

/** A command about the matter as it stands: looked at anew where the city itself wrote something between look and word. */
export async function step(context: BrowserContext, matter: string, command: string, data: object) {
  await expect.poll(async () => {
    const { matter: { version } } = await whole(context, matter)
    const headers = { 'X-CSRFToken': await csrf(context), 'Idempotency-Key': randomUUID(), 'If-Match': `"${version}"` }
    const answer = await context.request.post(`/api/matters/${matter}/${command}`, { data, headers })
    return answer.ok() ? '' : answer.text()
  }).toBe('')
}
