/** Speaks with the server in its own types; what the server refuses becomes a `Refusal` that says what to do. */
import createClient, { type Client as Typed, type Middleware } from 'openapi-fetch'

import type { components, paths } from './schema.d.ts'
import { untouched } from './touched.ts'

export type Schemas = components['schemas']
export type Whole = Schemas['WholeOut']
export type MatterRow = Schemas['MatterOut']
export type Problem = Schemas['Problem']
export type MatterId = string
type Commands = {
  [P in keyof paths]: P extends `/api/matters/{matter}/${infer Name}`
    ? paths[P] extends { post: { requestBody: { content: { 'application/json': infer Body } } } } ? Record<Name, Body> : never
    : never
}[keyof paths]
type Union<U> = (U extends unknown ? (each: U) => void : never) extends (each: infer I) => void ? I : never
/** What each command must be told, by its name. */
export type Said = Union<Commands>
export type CommandName = keyof Said
export type Client = ReturnType<typeof client>

/** The server refused, and says why and what to do next (RFC 9457). */
export class Refusal extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.title)
    this.name = 'Refusal'
    this.problem = problem
  }
}

/** The server was not reached: no network, or it is away. Nothing is known of what became of the request. */
export class Unreached extends Error {
  override name = 'Unreached'
}

export interface Surroundings {
  lang: () => 'zh' | 'en'
  fetch?: (request: Request) => Promise<Response>
  /** The cookie that a form of ours would send. */
  csrf?: () => string
  base?: string
}

export interface Sending {
  /** The same key twice is done once. */
  key: string
  /** The version the caller saw; another one by now is refused. */
  version?: number
}

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The token against forged requests, as the server gave it to this browser. */
export function csrfCookie(): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? ''
}

function manners({ lang, csrf = csrfCookie }: Surroundings): Middleware {
  return {
    onRequest({ request }) {
      request.headers.set('Accept-Language', lang() === 'zh' ? 'zh-CN' : 'en')
      request.headers.set('X-Untouched', String(untouched()))
      if (CHANGING.has(request.method)) request.headers.set('X-CSRFToken', csrf())
      return request
    },
    onError: ({ error }) => new Unreached(String(error)),
  }
}

/** A problem document, made whole where something between us and the server answered instead of it. */
export function problemOf(error: unknown, response: Response): Problem {
  if (error && typeof error === 'object' && 'code' in error && 'title' in error) return error as Problem
  return {
    code: 'answer-unknown', status: response.status, title: `HTTP ${response.status}`,
    detail: '', way_out: '', details: {}, type: 'about:blank',
  }
}

interface Answer<T> { data?: T, error?: unknown, response: Response }

/** What was answered; `Refusal` where the server said no. */
export function taken<T>({ data, error, response }: Answer<T>): T {
  if (!response.ok) {
    if (response.status === 502 || response.status === 504) throw new Unreached(String(response.status))
    throw new Refusal(problemOf(error, response))
  }
  return data as T
}

/** The server's API: `api` with its own paths and types, and the few calls that every screen makes. */
export function client(around: Surroundings) {
  const api: Typed<paths> = createClient<paths>({
    baseUrl: around.base ?? location.origin,
    ...(around.fetch ? { fetch: around.fetch } : {}),
    querySerializer: { array: { style: 'form', explode: false } },
  })
  api.use(manners(around))
  return {
    api,
    async matter(matter: MatterId, signal?: AbortSignal): Promise<Whole> {
      return taken(await api.GET('/api/matters/{matter}', { params: { path: { matter } }, ...(signal ? { signal } : {}) }))
    },
    async command<N extends CommandName>(matter: MatterId, name: N, said: Said[N], { key, version }: Sending): Promise<Schemas['ReceiptOut']> {
      const headers = { 'Idempotency-Key': key, ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) }
      const path = `/api/matters/{matter}/${name}` as '/api/matters/{matter}/comment'
      return taken(await api.POST(path, { params: { path: { matter } }, headers, body: said as Schemas['CommentIn'] }))
    },
  }
}
