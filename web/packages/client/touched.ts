/** How long nobody has touched this page: what a page asks by itself, with nobody there, keeps no session awake. */
let last = Date.now()

for (const what of ['pointerdown', 'keydown', 'wheel', 'touchmove']) {
  globalThis.addEventListener?.(what, () => { last = Date.now() }, { passive: true, capture: true })
}

/** Whole seconds since then. */
export function untouched(now = Date.now()): number {
  return Math.max(0, Math.floor((now - last) / 1000))
}
