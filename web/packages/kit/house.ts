/** What every screen stands on, made once in a page: the client and the stream. */
import { client, type Client } from '@gongzhi/client'
import { Live } from '@gongzhi/live'

import { lang } from './lang.ts'

export interface House { client: Client, live: Live }

let made: House | undefined

/** The one client and the one stream of this page. */
export function house(): House {
  made ??= { client: client({ lang: () => lang.value }), live: new Live() }
  return made
}
