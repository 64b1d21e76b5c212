/** A map that stands beside a form lends itself to the form for choosing the place; a form without such a map draws one. */
import type { Place } from '@gongzhi/kit/map'
import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

/** A field that wants a place: where its pin stands now, and what hears of another place. */
export interface Borrower { place: () => Place | undefined, pick: (place: Place) => void }
type Lender = ShallowRef<Borrower | undefined>

const LENDER: InjectionKey<Lender> = Symbol('lender')

/** The page has a map to lend; who borrows it stands in what is returned. */
export function lend(): Lender {
  const lender: Lender = shallowRef()
  provide(LENDER, lender)
  return lender
}

export const lender = (): Lender | undefined => inject(LENDER, undefined)
