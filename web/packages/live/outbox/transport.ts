/** Speaks with the server for the outbox: whatever is not an answer to the words themselves leaves them waiting. */
import { problemOf, type Problem, type Schemas } from '@gongzhi/client'
import { within } from '@gongzhi/client/older'

import { saidAt, type Answer, type Item, type Receipt } from './item.ts'
import type { Blob64 } from './store.ts'

export interface Transport {
  /** Who is signed in: an id, `out`, or `lost` when the server was not reached. */
  who: () => Promise<{ id: string } | 'out' | 'lost'>
  /** An answer to each report, or one for all of them. */
  reports: (items: readonly Item[]) => Promise<Answer | Answer[]>
  command: (item: Item) => Promise<Answer>
  photo: (matter: string, blob: Blob64) => Promise<Answer>
}

export interface Wire {
  fetch: (address: string, init: RequestInit) => Promise<Response>
  csrf: () => Promise<string>
  lang: () => Promise<string>
  /** Hears how far the phone's clock is ahead of the server's, in milliseconds. */
  clock: (ahead: number) => void
  now: () => number
}

const PIECE = 256 * 1024
const PATIENCE = 60_000
/** Refusals that are about the session or the load, not about what was said. */
const SIGN_IN = new Set(['not-signed-in', 'second-factor-needed', 'not-allowed'])

class Heard extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(answer.sort)
    this.answer = answer
  }
}

async function problemIn(response: Response): Promise<Problem> {
  return problemOf(await response.json().catch(() => undefined), response)
}

function wait(response: Response): number {
  const said = Number(response.headers.get('Retry-After'))
  return Number.isFinite(said) ? said * 1000 : 0
}

/** Milliseconds by which the phone's clock is ahead of the server's that gave this answer. */
export function aheadBy(response: Response, began: number, ended: number): number | undefined {
  const date = Date.parse(response.headers.get('Date') ?? '')
  return Number.isNaN(date) ? undefined : (began + ended) / 2 - date - 500 // the header is cut to whole seconds
}

export function httpTransport(wire: Wire): Transport {
  async function call(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
    const began = wire.now()
    const response = await wire.fetch(path, {
      method, credentials: 'same-origin', cache: 'no-store', signal: within(PATIENCE), ...(body === undefined ? {} : { body }),
      headers: { 'Accept-Language': await wire.lang(), ...(method === 'GET' ? {} : { 'X-CSRFToken': await wire.csrf() }), ...headers },
    }).catch((error: unknown) => {
      if (error instanceof TypeError || error instanceof DOMException) throw new Heard({ sort: 'lost' })
      throw error
    })
    const ahead = aheadBy(response, began, wire.now())
    if (ahead !== undefined) wire.clock(ahead)
    return response
  }

  /** The JSON of a good answer; whatever else came is thrown as what was heard. */
  async function told<T>(response: Response): Promise<T> {
    if (response.ok) {
      return await (response.status === 204 ? undefined : response.json().catch(() => { throw new Heard({ sort: 'lost' }) })) as T
    }
    const problem = await problemIn(response)
    if (response.status === 401 || SIGN_IN.has(problem.code)) throw new Heard({ sort: 'out' })
    if (response.status === 502 || response.status === 504) throw new Heard({ sort: 'lost' })
    if (response.status === 429 || response.status >= 500) throw new Heard({ sort: 'later', wait: wait(response) })
    throw new Heard({ sort: 'refused', problem })
  }

  const json = { 'Content-Type': 'application/json' }
  const asked = async <T>(method: string, path: string, body?: unknown, headers = {}) =>
    told<T>(await call(method, path, body === undefined ? undefined : JSON.stringify(body), { ...(body === undefined ? {} : json), ...headers }))

  async function answered(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Heard) return error.answer
      throw error
    }
  }

  /** Sends the pieces that the server lacks; where it stands, the server says. */
  async function pieces({ id, received }: Schemas['UploadOut'], bytes: ArrayBuffer) {
    while (received < bytes.byteLength) {
      const piece = bytes.slice(received, received + PIECE)
      const response = await call('PATCH', `/api/uploads/${id}?offset=${received}`, piece, { 'Content-Type': 'application/octet-stream' })
      if (response.status !== 409) {
        received = (await told<Schemas['UploadOut']>(response)).received
        continue
      }
      const problem = await problemIn(response)
      if (problem.code !== 'upload-offset-differs') throw new Heard({ sort: 'refused', problem })
      received = Number(problem.details['received'])
    }
  }

  return {
    async who() {
      let id = ''
      const answer = await answered(async () => {
        ({ id } = await asked<Schemas['MeOut']>('GET', '/api/me'))
        return { sort: 'given', digest: '' }
      })
      return answer.sort === 'given' ? { id } : answer.sort === 'out' ? 'out' : 'lost'
    },
    async reports(items) {
      const reports = items.map((item) => ({ ...item.what?.said, id: item.id, ...saidAt(item) }))
      let answers: Answer[] = []
      const one = await answered(async () => {
        const said = await asked<Schemas['AnswersOut']>('POST', '/api/reports:batch', { reports })
        answers = said.answers.map(of)
        return { sort: 'later', wait: 0 }
      })
      return answers.length === items.length ? answers : one
    },
    command: (item) => answered(async () => {
      if (item.what?.sort !== 'command') throw new Error(`${item.id} is no command`)
      const { name, matter, said } = item.what
      const receipt = await asked<Receipt>('POST', `/api/matters/${matter}/${name}`, { ...said, ...saidAt(item) }, { 'Idempotency-Key': item.id })
      return { sort: 'receipt', receipt }
    }),
    photo: (matter, { digest, bytes }) => answered(async () => {
      const upload = await asked<Schemas['UploadOut']>('POST', '/api/uploads', { digest, size: bytes.byteLength })
      if (!upload.finished) {
        await pieces(upload, bytes)
        await asked('POST', `/api/uploads/${upload.id}/finish`)
      }
      await asked('PUT', `/api/matters/${matter}/files/${digest}`)
      return { sort: 'given', digest }
    }),
  }
}

/** The answer to one report of a batch. */
function of({ status, receipt, code, title, way_out, details }: Schemas['AnswerOut']): Answer {
  if (receipt) return { sort: 'receipt', receipt }
  if (status === 429 || status >= 500) return { sort: 'later', wait: 0 }
  return {
    sort: 'refused',
    problem: { code: code ?? '', title: title ?? '', way_out: way_out ?? '', details: details ?? {}, status, detail: '', type: 'about:blank' },
  }
}
