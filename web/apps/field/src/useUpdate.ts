/** A new version waits until somebody lets it in, and until nothing is being sent; what lies in the outbox stays there. */
import { ref } from 'vue'

const ready = ref(false)
let waiting: ServiceWorker | null = null

function watchFor(registration: ServiceWorkerRegistration) {
  const found = () => {
    waiting = registration.waiting
    ready.value = Boolean(waiting && navigator.serviceWorker.controller)
  }
  found()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', found))
}

/** Once the first screen stands: what the worker fetches for later must not hold up what is needed now. */
export function startWorker() {
  if (!('serviceWorker' in navigator)) return
  if (document.readyState === 'complete') void register()
  else addEventListener('load', () => void register(), { once: true })
}

async function register() {
  const ruled = navigator.serviceWorker.controller !== null
  navigator.serviceWorker.addEventListener('controllerchange', () => { if (ruled) location.reload() })
  watchFor(await navigator.serviceWorker.register('/field/worker.js', { scope: '/field/' }))
}

export function useUpdate() {
  return { ready, takeOver: () => waiting?.postMessage('take-over') }
}
