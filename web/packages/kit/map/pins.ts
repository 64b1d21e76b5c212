/** Pins are drawn by hand when the map first needs them, so that no font or picture comes from outside. */
import { tone } from './style.ts'

const SHARP = 2

function canvas(width: number, height = width) {
  const made = document.createElement('canvas')
  made.width = width * SHARP
  made.height = height * SHARP
  const pen = made.getContext('2d')
  if (!pen) throw new Error('this browser draws no canvas')
  pen.scale(SHARP, SHARP)
  return pen
}

const taken = (pen: CanvasRenderingContext2D) => pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height)

/** The shape of a light, the same as in lists: ● ◆ ▲ ■, and ○ where no clock runs. */
function shape(pen: CanvasRenderingContext2D, light: string, size: number) {
  const [middle, edge] = [size / 2, 2]
  pen.beginPath()
  if (light === 'yellow') for (const [x, y] of [[middle, edge], [size - edge, middle], [middle, size - edge], [edge, middle]] as const) pen.lineTo(x, y)
  else if (light === 'orange') for (const [x, y] of [[middle, edge], [size - edge, size - edge], [edge, size - edge]] as const) pen.lineTo(x, y)
  else if (light === 'red') pen.rect(edge, edge, size - 2 * edge, size - 2 * edge)
  else pen.arc(middle, middle, middle - edge, 0, 2 * Math.PI)
  pen.closePath()
}

function pin(light: string) {
  const pen = canvas(18)
  shape(pen, light, 18)
  pen.fillStyle = light ? tone(light) : tone('card')
  pen.strokeStyle = light ? tone('card') : tone('ink-2')
  pen.lineWidth = 2
  pen.fill()
  pen.stroke()
  return taken(pen)
}

/** The picture of that name: `pin/LIGHT`. */
export function drawn(name: string): { picture: ImageData, pixelRatio: number } | undefined {
  const [kind, light = ''] = name.split('/')
  return kind === 'pin' ? { picture: pin(light), pixelRatio: SHARP } : undefined
}
