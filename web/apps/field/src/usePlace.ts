/** Where the phone is, as exactly as it knows, asked once for a report and never followed. */
import { ref } from 'vue'

/** `accuracy_m`: metres within which the phone says that it is true; null where a person chose the point. */
export interface Fix { lon: number, lat: number, accuracy_m: number | null }

const WAIT = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 }

export function usePlace(found: (fix: Fix) => void) {
  const state = ref<'idle' | 'asking' | 'denied' | 'failed'>('idle')
  function ask() {
    if (!navigator.geolocation) {
      state.value = 'failed'
      return
    }
    state.value = 'asking'
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      state.value = 'idle'
      found({ lon: coords.longitude, lat: coords.latitude, accuracy_m: Math.round(coords.accuracy) })
    }, ({ code }) => { state.value = code === 1 ? 'denied' : 'failed' }, WAIT)
  }
  return { state, ask }
}

export const METRES = 111_320

/** The point so many metres further east and north. */
export function moved<P extends { lon: number, lat: number }>(point: P, east: number, north: number): P {
  return { ...point, lon: point.lon + east / (METRES * Math.cos(point.lat * Math.PI / 180)), lat: point.lat + north / METRES }
}
