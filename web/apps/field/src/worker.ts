/** The app starts without a network: its files lie in the phone; a new version takes over only when nothing is being sent. */
import { Outbox, Store } from '@gongzhi/live/outbox'
import { addRoute, cleanupOutdatedCaches, createHandlerBoundToURL, precache } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope
declare const __FILES__: { url: string, revision: string }[]

interface SyncEvent extends ExtendableEvent { tag: string }

/** The map draws nothing without a network: its files are fetched when it is first looked at. */
const MAP = /\/(?:map|MapView|maplibre)[^/]*$/
precache(__FILES__.filter(({ url }) => !MAP.test(url)))
cleanupOutdatedCaches()
// Before the route of the files: that one minds in which language the page is asked for (Vary), and would not know it again.
registerRoute(new NavigationRoute(createHandlerBoundToURL('/field/'), { allowlist: [/^\/field\//] }))
addRoute()

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** The outbox of this worker, for as long as one event lasts. */
async function send() {
  const outbox = new Outbox({ store: new Store() })
  try {
    await outbox.wake()
    if (outbox.standing === 'lost') throw new Error('no network yet: the browser asks again later')
  } finally {
    await outbox.close()
  }
}
self.addEventListener('sync', (event) => {
  if ((event as SyncEvent).tag === 'outbox') (event as SyncEvent).waitUntil(send())
})
/** What is pushed was sealed for this browser; it is shown, and leads to the messages. */
self.addEventListener('push', (event) => {
  const { title, body } = event.data?.json() as { title: string, body: string }
  event.waitUntil(self.registration.showNotification(title, { body, icon: '/static/web/field/icon-192.png', lang: 'zh-CN' }))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(self.clients.openWindow('/field/messages'))
})
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(navigator.locks.request('gongzhi.outbox', () => self.skipWaiting()))
})
