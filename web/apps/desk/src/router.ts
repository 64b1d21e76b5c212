/** The addresses of the desk; each page is fetched when it is first opened. */
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/Home.vue') },
    { path: '/matters/:id', name: 'matter', component: () => import('./pages/OneMatter.vue'), props: true },
    { path: '/intake', name: 'intake', component: () => import('./pages/Intake.vue') },
    { path: '/desks/:desk/:queue?', name: 'desk', component: () => import('./pages/DeskPage.vue'), props: true },
    { path: '/asks/new', name: 'ask', component: () => import('./pages/AskEntry.vue') },
    { path: '/asks/:standing?', name: 'asks', component: () => import('./pages/Asks.vue'), props: true },
    { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})
