/** The kinds of matters by code, asked for once in a page. */
import { taken, type Schemas } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { shallowRef } from 'vue'

export type Kind = Schemas['KindOut']
const kinds = shallowRef<Kind[]>([])
let asked: Promise<void> | undefined

async function ask() {
  kinds.value = taken(await house().client.api.GET('/api/kinds')).kinds
}

export function useKinds() {
  asked ??= ask()
  return { kinds, kind: (code: string) => kinds.value.find((one) => one.code === code) }
}
