/** The kinds of matters by code, asked for once in a page. */
import { taken, type Schemas } from '@gongzhi/client'
import { house, once } from '@gongzhi/kit'

export type Kind = Schemas['KindOut']
const use = once<Kind[]>([], async () => taken(await house().client.api.GET('/api/kinds')).kinds)

export function useKinds() {
  const { told: kinds, problem } = use()
  return { kinds, problem, kind: (code: string) => kinds.value.find((one) => one.code === code) }
}
