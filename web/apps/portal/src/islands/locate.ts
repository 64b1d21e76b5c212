/** The telephone tells one point, where its owner asks for it; it can be left out again. */
import { taken } from '@gongzhi/client'

import { mapButton } from './map.ts'
import { element, field, server, wordsOf } from './page.ts'

export const PLACED = 'placed'

export function position(): Promise<GeolocationPosition> {
  return new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 })
  })
}

async function nameOf(lat: number, lon: number): Promise<string> {
  const place = taken(await server().api.POST('/api/locate', { body: { lat, lon, crs: 'wgs84' } }))
  return [...place.above.slice(1), ...(place.area && place.area.level !== 'grid' ? [place.area] : [])].map((area) => area.name).join(' ')
}

export function locate(root: HTMLElement) {
  const form = root.closest('form')
  if (!form || !('geolocation' in navigator)) return
  const [ask = '', asking = '', found = '', denied = '', forget = '', pick = '', close = ''] = wordsOf(root)
  const button = element('button', { type: 'button', className: 'second' }, ask)
  const said = element('p', { className: 'hint' })
  said.setAttribute('role', 'status')
  const [opens, frame] = mapButton([pick, close], () => ({
    layer: 'none',
    place: field(form, 'lat').value ? { lat: Number(field(form, 'lat').value), lon: Number(field(form, 'lon').value) } : undefined,
    picked: ({ lat, lon }) => { keep(lat.toFixed(6), lon.toFixed(6), ''); void tell(lat, lon, '') },
  }))
  root.replaceChildren(...root.querySelectorAll('input'), element('p', { className: 'row' }, button, opens ?? ''), said, frame ?? '')

  function keep(lat: string, lon: string, accuracy: string) {
    for (const [name, value] of Object.entries({ lat, lon, accuracy })) field(form as HTMLFormElement, name).value = value
    button.textContent = lat ? forget : ask
    form?.dispatchEvent(new CustomEvent(PLACED))
  }

  async function tell(lat: number, lon: number, how: string) {
    said.textContent = `${found}${how}`
    said.textContent = `${found}：${await nameOf(lat, lon)}${how}`
  }

  async function find() {
    said.textContent = asking
    button.disabled = true
    try {
      const { coords } = await position()
      const [lat, lon, accuracy] = [coords.latitude, coords.longitude, Math.round(coords.accuracy)]
      keep(lat.toFixed(6), lon.toFixed(6), String(accuracy))
      await tell(lat, lon, ` ±${accuracy} m`)
    } catch {
      if (!field(form as HTMLFormElement, 'lat').value) said.textContent = denied
    } finally {
      button.disabled = false
    }
  }

  button.addEventListener('click', () => {
    if (!field(form, 'lat').value) { void find(); return }
    keep('', '', '')
    said.textContent = ''
  })
  const [lat, lon] = [field(form, 'lat').value, field(form, 'lon').value]
  if (!lat) return
  button.textContent = forget
  void tell(Number(lat), Number(lon), '')
}
