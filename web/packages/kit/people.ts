/** Whom a line of the journal names: myself, a colleague of my unit by name, everybody else by the unit acted for. */
import { taken, type Schemas } from '@gongzhi/client'

import { house } from './house.ts'
import { words } from './lang.ts'
import { once } from './once.ts'
import { unitName } from './units.ts'
import { useMe } from './useMe.ts'

const useColleagues = once<Schemas['ColleagueOut'][]>([], async () => taken(await house().client.api.GET('/api/colleagues')))
const say = words({
  me: ['我', 'Me'], reporter: ['报告人', 'The reporter'], system: ['系统', 'The system'], other: ['其他人', 'Somebody'],
})

export function usePeople() {
  const { told: colleagues, problem } = useColleagues()
  const { me } = useMe()
  function person(actor: string, unit = ''): string {
    if (actor === me.value?.id) return say('me')
    const known = colleagues.value.find((one) => one.person === actor)?.name
    if (known) return known
    if (actor === 'reporter' || actor === 'public') return say('reporter')
    if (actor === 'system') return say('system')
    return unit ? unitName(unit) : say('other')
  }
  return { colleagues, problem, person }
}
