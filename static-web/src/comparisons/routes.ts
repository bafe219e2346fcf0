import type { RouteRecordRaw } from 'vue-router'

export const comparisonRoutes: RouteRecordRaw[] = [
  { path: '/comparisons', component: () => import('./ComparisonsPage.vue') },
  { path: '/comparisons/new', component: () => import('./NewComparisonPage.vue') },
  { path: '/comparisons/:id', component: () => import('./BoardPage.vue'), meta: { wide: true } },
  { path: '/comparisons/:id/vote', component: () => import('./BlindVotePage.vue') },
]
