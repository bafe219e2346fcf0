import type { RouteRecordRaw } from 'vue-router'

export const authRoutes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('./LoginPage.vue'), meta: { open: true, strangersOnly: true } },
  {
    path: '/register',
    component: () => import('./RegisterPage.vue'),
    meta: { open: true, strangersOnly: true },
  },
]

export { nextPage } from './nextPage'
