/** How the map looks: our own areas and matters over nothing, or over the base map that the city has set. */
import type { Schemas } from '@gongzhi/client'
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'

import { lang } from '../lang.ts'

export type Base = Schemas['MapOut']['base']

const LEVELS = [
  { level: 'grid', from: 12, width: 0.7, text: 11 },
  { level: 'community', from: 10, width: 1, text: 12 },
  { level: 'township', from: 8, width: 1.6, text: 13 },
  { level: 'county', from: 0, width: 2.4, text: 14 },
] as const

const toned = new Map<string, string>()

/** A colour of the tokens as the browser computed it for this style: `light-dark()` and variables are unknown to the map. */
export function tone(name: string): string {
  const known = toned.get(name)
  if (known) return known
  const probe = document.createElement('i')
  probe.style.color = `var(--${name})`
  document.body.append(probe)
  const found = getComputedStyle(probe).color
  probe.remove()
  toned.set(name, found)
  return found
}

function baseSources(base: Base): Record<string, SourceSpecification> {
  if (base.kind === 'raster') return { base: { type: 'raster', tiles: [...base.tiles], tileSize: 256, maxzoom: 18, attribution: base.attribution } }
  if (base.kind === 'pmtiles') return { base: { type: 'vector', url: `pmtiles://${location.origin}${base.tiles[0] ?? ''}`, attribution: base.attribution } }
  return {}
}

/** A base map in the Protomaps schema, as calm as the ground; a raster one as it is. */
function baseLayers(base: Base): LayerSpecification[] {
  if (base.kind === 'raster') return [{ id: 'base', type: 'raster', source: 'base', paint: { 'raster-saturation': -0.4, 'raster-opacity': 0.85 } }]
  if (base.kind !== 'pmtiles') return []
  const of = (layer: string) => ({ source: 'base', 'source-layer': layer })
  return [
    { id: 'base-water', type: 'fill', ...of('water'), filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': tone('accent-soft') } },
    { id: 'base-roads', type: 'line', ...of('roads'), paint: { 'line-color': tone('line-strong'), 'line-opacity': 0.5, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.4, 16, 4] } },
    { id: 'base-buildings', type: 'fill', ...of('buildings'), minzoom: 14, paint: { 'fill-color': tone('line') } },
  ]
}

/** What is drawn over the whole of the frame is drawn opaque and without soft edges, since many devices draw without a graphics card. */
function areaLayers(bare: boolean): LayerSpecification[] {
  const [line, ink, halo] = [tone('line-strong'), tone('ink-2'), tone('ground')]
  const of = (layer: string) => ({ source: 'areas', 'source-layer': layer })
  return [
    ...(bare ? [{ id: 'ground', type: 'fill', ...of('county'), paint: { 'fill-color': tone('card'), 'fill-antialias': false } } as const] : []),
    { id: 'compound', type: 'line', ...of('compound'), minzoom: 14, paint: { 'line-color': line, 'line-width': 0.8, 'line-dasharray': [2, 2] } },
    ...LEVELS.map(({ level, from, width }): LayerSpecification => ({
      id: level, type: 'line', ...of(level), minzoom: from,
      paint: { 'line-color': line, 'line-width': width, 'line-opacity': level === 'grid' ? 0.6 : 0.9 },
    })),
    ...LEVELS.map(({ level, from, text }, place): LayerSpecification => ({
      id: `${level}-name`, type: 'symbol', ...of('names'), minzoom: from + (level === 'grid' ? 2 : 0),
      ...(place > 0 ? { maxzoom: (LEVELS[place - 1]?.from ?? 20) + 2 } : {}),
      filter: ['==', ['get', 'level'], level],
      layout: { 'text-field': ['get', 'name'], 'text-size': text, 'text-font': ['sans'], 'text-max-width': 6, 'text-variable-anchor': ['center', 'top', 'bottom'], 'text-radial-offset': 0.8 },
      paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.5 },
    })),
  ]
}

/** Matters are pins with the shape of their light (`pins.ts`), crowds are circles with their number, ringed where some are overdue; names make way for them. */
function matterLayers(): LayerSpecification[] {
  const of = (layer: string) => ({ source: 'matters', 'source-layer': layer })
  const digits: ExpressionSpecification = ['length', ['to-string', ['coalesce', ['get', 'n'], '']]]
  return [
    { id: 'crowds', type: 'circle', ...of('crowds'), paint: {
      'circle-color': tone('accent'), 'circle-radius': ['case', ['has', 'n'], ['+', 10, ['*', 2, digits]], 5],
      'circle-stroke-width': 3, 'circle-stroke-color': ['case', ['>', ['coalesce', ['get', 'over'], 0], 0], tone('red'), tone('card')],
    } },
    { id: 'crowd-numbers', type: 'symbol', ...of('crowds'), layout: {
      'text-field': ['to-string', ['coalesce', ['get', 'n'], '']], 'text-size': 12, 'text-font': ['sans-bold'], 'text-allow-overlap': true, 'text-padding': 12,
    }, paint: { 'text-color': tone('accent-ink') } },
    { id: 'matters', type: 'symbol', ...of('matters'), layout: {
      'icon-image': ['concat', 'pin/', ['coalesce', ['get', 'light'], '']], 'icon-allow-overlap': true, 'symbol-sort-key': ['match', ['get', 'light'], 'red', 3, 'orange', 2, 'yellow', 1, 0],
    } },
  ]
}

/** The whole style; `matters` is the address of the matters' tiles, none for a map of areas alone. */
export function styleOf(base: Base, matters: string | undefined): StyleSpecification {
  toned.clear()
  const tiles = (path: string) => [`${location.origin}${path}`]
  return {
    version: 8,
    name: lang.value,
    sources: {
      ...baseSources(base),
      areas: { type: 'vector', tiles: tiles('/api/tiles/areas/{z}/{x}/{y}'), maxzoom: 16, promoteId: 'code' },
      ...(matters ? { matters: { type: 'vector', tiles: tiles(matters), maxzoom: 16 } } : {}),
    },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': tone('ground') } },
      ...baseLayers(base), ...areaLayers(base.kind === 'none'), ...(matters ? matterLayers() : []),
    ],
  }
}
