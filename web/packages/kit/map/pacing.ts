/** Where drawing is slow, as without a graphics card, the map is drawn coarser while it moves: it follows the hand, and is sharp at rest. */
import type { Map } from 'maplibre-gl'

/** A quarter of the points to draw; names stay legible. */
const COARSE = 0.5
/** Milliseconds between two pictures of a movement: below the one it flows, above the other it jerks, where so many in a row say so. */
const [FLOWS, JERKS, ROW] = [25, 50, 6]

type Paced = Pick<Map, 'on' | 'isMoving' | 'redraw' | 'setPixelRatio' | 'stop'>

/** Draws `map` coarsely while it moves until it is seen to flow, and for good once it was seen to jerk. */
export function pace(map: Paced) {
  let [quick, jerked, coarse, changing, last, row] = [false, false, false, false, 0, 0]

  const change = (wanted: boolean) => {
    if (changing || wanted === coarse) return
    coarse = wanted
    const { stop } = map
    changing = true // a new ratio is told as a movement, and as a new size it would end the one under way
    map.stop = () => map as Map
    map.setPixelRatio(coarse ? COARSE * devicePixelRatio : devicePixelRatio)
    map.stop = stop
    changing = false
  }

  const judge = (passed: number) => {
    row = (quick ? passed > JERKS : passed < FLOWS) ? row + 1 : 0
    if (row < ROW || jerked) return
    jerked = quick
    quick = !quick
    row = 0
  }

  map.on('render', () => {
    const now = performance.now()
    if (last && map.isMoving()) judge(now - last)
    last = now
  })
  map.on('move', () => { change(!quick) })
  map.on('idle', () => {
    row = 0
    if (!coarse) return
    change(false)
    map.redraw() // in the same breath, or an empty map would be seen
  })
}
