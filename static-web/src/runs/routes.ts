import type { RouteRecordRaw } from 'vue-router'

/** The playground has room for the fields of a text, which the slice of prompts draws. */
export const runRoutes = (textFields: () => Promise<object>): RouteRecordRaw[] => [
  {
    path: '/playground',
    component: () => import('./PlaygroundPage.vue'),
    children: [{ path: '', component: textFields }],
  },
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
