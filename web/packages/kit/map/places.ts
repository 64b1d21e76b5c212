/** A place is one point with the radius within which it is true. */
import type { Feature, Polygon } from 'geojson'

/** WGS84 degrees; `accuracy` in metres where it is known. */
export interface Place { lon: number, lat: number, accuracy?: number }

const CORNERS = 48
const METRES = 111_320

/** The circle of `accuracy` metres around a place; nothing to see where the accuracy is not known. */
export function circle(place: Place | undefined): Feature<Polygon> {
  const corners: [number, number][] = []
  if (place?.accuracy) {
    const [north, east] = [place.accuracy / METRES, place.accuracy / (METRES * Math.cos(place.lat * Math.PI / 180))]
    for (let step = 0; step <= CORNERS; step += 1) {
      const turn = 2 * Math.PI * (step % CORNERS) / CORNERS
      corners.push([place.lon + east * Math.cos(turn), place.lat + north * Math.sin(turn)])
    }
  }
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: corners.length ? [corners] : [] } }
}
