import { createRouter, createWebHistory, type RouterHistory } from 'vue-router'
import { useSession } from './auth/queries'
import { authRoutes, nextPage } from './auth/routes'
import { comparisonRoutes } from './comparisons/routes'
import { promptRoutes, recentPrompts, textFields } from './prompts/routes'
import { promptPanels, recentRuns, runRoutes } from './runs/routes'
import { settingsRoutes } from './settings/routes'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session. */
    open?: boolean
    /** Of no use to one who is signed in. */
    strangersOnly?: boolean
    /** Takes the whole width of the window. */
    wide?: boolean
  }
}

export const routes = [
  {
    path: '/',
    component: () => import('./HomePage.vue'),
    meta: { open: true },
    children: [{ path: '', components: { prompts: recentPrompts, runs: recentRuns } }],
  },
  ...authRoutes,
  ...promptRoutes(promptPanels),
  ...runRoutes(textFields),
  ...comparisonRoutes,
  ...settingsRoutes,
  { path: '/design', component: () => import('./design/DesignPage.vue'), meta: { open: true } },
  { path: '/:path(.*)*', component: () => import('./NotFoundPage.vue'), meta: { open: true } },
]

export function makeRouter(history: RouterHistory = createWebHistory()) {
  const router = createRouter({
    history,
    routes,
    scrollBehavior: (to, from, saved) =>
      saved ?? (to.hash ? { el: to.hash } : to.path === from.path ? undefined : { top: 0 }),
  })

  router.beforeEach(async (to) => {
    const session = useSession()
    await session.restore()

    if (session.signedIn && to.meta.strangersOnly) return nextPage(to.query.next)
    if (!session.signedIn && !to.meta.open) return { path: '/login', query: { next: to.fullPath } }
  })

  return router
}
