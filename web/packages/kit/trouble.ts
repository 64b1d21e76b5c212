/** What went wrong, in one shape: what the server refused, or that it was not reached. Anything else is a fault of ours. */
import { Refusal, Unreached, type Problem } from '@gongzhi/client'

import { words } from './lang.ts'

const say = words({
  title: ['连不上服务器。', 'The server cannot be reached.'], way: ['请检查网络，稍后再试。', 'Look at the network and try again.'],
})

/** The problem to be shown; an error that is neither is thrown on. */
export function trouble(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  if (!(error instanceof Unreached)) throw error
  return { code: 'unreached', status: 0, title: say('title'), detail: error.message, way_out: say('way'), details: {}, type: 'about:blank' }
}
