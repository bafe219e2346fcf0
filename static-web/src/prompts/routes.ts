import type { RouteRecordRaw } from 'vue-router'

type Panels = Record<'run' | 'runs', () => Promise<unknown>>

/** The prompt's page has room for panels that other slices draw: what runs it, and its runs. */
export const promptRoutes = (panels: Panels): RouteRecordRaw[] => [
  { path: '/prompts', component: () => import('./PromptsPage.vue') },
  { path: '/prompts/new', redirect: '/prompts/new/edit' },
  { path: '/prompts/:id/edit', component: () => import('./PromptEditPage.vue') },
  { path: '/prompts/:id/diff/:a/:b', component: () => import('./VersionDiffPage.vue') },
  {
    path: '/prompts/:id',
    component: () => import('./PromptPage.vue'),
    children: [{ path: '', components: panels as Record<string, () => Promise<object>> }],
  },
]

export const recentPrompts = () => import('./RecentPrompts.vue')

/** The fields of a text and its parameters, on a page of another slice. */
export const textFields = () => import('./PromptTryFields.vue')
