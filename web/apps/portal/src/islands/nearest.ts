/** Which counter is nearest is worked out in the telephone: its place goes nowhere. */
import { position } from './locate.ts'
import { element, wordsOf } from './page.ts'

const [EAST, NORTH] = [111.32, 111.13] // kilometres in a degree, of longitude at the equator
const RADIAN = Math.PI / 180

function kilometres(lat: number, lon: number, to: DOMStringMap): number {
  const [north, east] = [Number(to['lat']) - lat, Number(to['lon']) - lon]
  return Math.hypot(north * NORTH, east * EAST * Math.cos(lat * RADIAN))
}

export function nearest(root: HTMLElement) {
  const list = root.querySelector('ul')
  if (!list || !('geolocation' in navigator)) return
  const [ask = '', asking = '', denied = '', sorted = '', unit = ''] = wordsOf(root)
  const button = element('button', { type: 'button', className: 'second' }, ask)
  const said = element('p', { className: 'hint' })
  said.setAttribute('role', 'status')

  async function sort() {
    said.textContent = asking
    button.disabled = true
    try {
      const { coords: { latitude, longitude } } = await position()
      const known = [...(list as HTMLElement).querySelectorAll<HTMLElement>('li[data-lat]')].map((row) => ({ row, far: kilometres(latitude, longitude, row.dataset) }))
      for (const { row, far } of known.sort((a, b) => b.far - a.far)) {
        row.querySelector('.far')?.remove()
        row.querySelector('b')?.after(element('span', { className: 'far figures' }, ` ${far.toFixed(1)} ${unit}`))
        list?.prepend(row)
      }
      said.textContent = sorted
    } catch (error) {
      if (!(error instanceof GeolocationPositionError)) throw error
      said.textContent = denied
    } finally {
      button.disabled = false
    }
  }
  button.addEventListener('click', () => { void sort() })
  list.before(element('p', { className: 'row' }, button), said)
}
