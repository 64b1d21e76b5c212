/** The addresses of the field app; what a day begins with is there at once, each other page is fetched when it is first opened. */
import { createRouter, createWebHistory } from 'vue-router'

import Report from './pages/Report.vue'
import Todo from './pages/Todo.vue'

export const router = createRouter({
  history: createWebHistory('/field/'),
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  routes: [
    { path: '/', name: 'todo', component: Todo },
    { path: '/report', name: 'report', component: Report },
    { path: '/mine', name: 'mine', component: () => import('./pages/Mine.vue') },
    { path: '/messages', name: 'messages', component: () => import('./pages/Messages.vue') },
    { path: '/me', name: 'me', component: () => import('./pages/Me.vue') },
    { path: '/matter/:id', name: 'matter', component: () => import('./pages/Matter.vue'), props: true },
    { path: '/outbox', name: 'outbox', component: () => import('./pages/Waiting.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})
