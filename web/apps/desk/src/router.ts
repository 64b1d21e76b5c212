/** The addresses of the desk; each page is fetched when it is first opened. */
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', name: 'matters', component: () => import('./pages/Matters.vue') },
    { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})
