/** The reasons of the catalogue, asked for once in a page. */
import { taken, type Schemas } from '@gongzhi/client'
import { house, once } from '@gongzhi/kit'

const use = once<Schemas['ReasonOut'][]>([], async () => taken(await house().client.api.GET('/api/reasons')))

export function useReasons() {
  const { told: reasons, problem } = use()
  return { reasons, problem }
}
