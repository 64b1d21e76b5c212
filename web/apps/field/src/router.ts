/** The addresses of the field app; each page is fetched when it is first opened. */
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/field/'),
  routes: [
    { path: '/', name: 'todo', component: () => import('./pages/Todo.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})
