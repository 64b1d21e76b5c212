/** The reasons of the catalogue, asked for once in a page. */
import { taken, type Schemas } from '@gongzhi/client'
import { house } from '@gongzhi/kit'
import { shallowRef } from 'vue'

const reasons = shallowRef<Schemas['ReasonOut'][]>([])
let asked: Promise<void> | undefined

async function ask() {
  reasons.value = taken(await house().client.api.GET('/api/reasons'))
}

export function useReasons() {
  asked ??= ask()
  return { reasons }
}
