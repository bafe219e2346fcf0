import type { RouteRecordRaw } from 'vue-router'

export const runRoutes: RouteRecordRaw[] = [
  { path: '/playground', component: () => import('./PlaygroundPage.vue') },
  { path: '/runs', component: () => import('./RunsPage.vue') },
  { path: '/runs/analytics', component: () => import('./RunAnalyticsPage.vue') },
  { path: '/runs/:id', component: () => import('./RunPage.vue') },
]

/** What this slice draws on other pages. */
export const promptPanels = {
  run: () => import('./PromptRunPanel.vue'),
  runs: () => import('./PromptRunsPanel.vue'),
}
export const recentRuns = () => import('./RecentRuns.vue')
