import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada'
import { shallowRef } from 'vue'
import { useDeletions } from '@/shared/deletions'
import {
  cancelRun,
  createRun,
  deleteRun,
  exportRuns,
  getRun,
  getRunAnalytics,
  getSentRequest,
  listRuns,
  type CreateRunRequest,
  type ExportFormat,
  type RunFilters,
} from './api'

export const runKeys = {
  lists: ['runs', 'list'] as const,
  one: (id: string) => ['runs', 'one', id] as const,
  sent: (id: string) => ['runs', 'sent', id] as const,
}

export const runsQuery = defineQueryOptions(({ at, ...filters }: RunFilters & { at?: string }) => ({
  key: [...runKeys.lists, { ...filters, at }],
  query: () => listRuns(filters, at),
}))

/** Under the lists' key: what changes them changes the figures. */
export const runAnalyticsQuery = defineQueryOptions((filters: RunFilters) => ({
  key: [...runKeys.lists, 'analytics', { ...filters }],
  query: () => getRunAnalytics(filters),
}))

export const useExportRuns = () =>
  useMutation({
    mutation: ({ filters, format }: { filters: RunFilters; format: ExportFormat }) =>
      exportRuns(filters, format),
  })

export const runQuery = defineQueryOptions((id: string) => ({
  key: runKeys.one(id),
  query: () => getRun(id),
  enabled: id !== '',
}))

/** What was sent never changes, so it is asked for once. */
export const sentRequestQuery = defineQueryOptions(({ id, wanted }: { id: string; wanted: boolean }) => ({
  key: runKeys.sent(id),
  query: () => getSentRequest(id),
  staleTime: Infinity,
  enabled: wanted,
}))

/** One run, asked for when it is wanted. */
export function useLoadRun() {
  const cache = useQueryCache()
  const problem = shallowRef<Error | null>(null)

  async function load(id: string) {
    const { data, error } = await cache.refresh(cache.ensure(runQuery(id)))
    problem.value = error
    return data
  }

  return { load, problem }
}

/** Looks whether a run has changed. When that fails nobody is told. */
export function useQuietLook() {
  const cache = useQueryCache()
  return async (id: string) => {
    const run = await getRun(id).catch(() => null)
    if (!run) return
    cache.setQueryData(runKeys.one(id), run)
    if (run.total_cost_usd !== null) cache.invalidateQueries({ key: runKeys.lists }).catch(() => {})
  }
}

export function useCreateRun() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ promptId, body, key }: { promptId: string; body: CreateRunRequest; key: string }) =>
      createRun(promptId, body, key),
    onSuccess: (run) => {
      cache.setQueryData(runKeys.one(run.id), run)
      void cache.invalidateQueries({ key: runKeys.lists })
    },
  })
}

export function useCancelRun() {
  const cache = useQueryCache()
  return useMutation({
    mutation: cancelRun,
    onSuccess: (run) => {
      cache.setQueryData(runKeys.one(run.id), run)
      void cache.invalidateQueries({ key: runKeys.lists })
    },
  })
}

/** Deletes a run, unless that is taken back while its notice is there. */
export function useDeleteRun() {
  const cache = useQueryCache()
  const deletions = useDeletions()
  return (id: string) =>
    deletions.defer(id, {
      told: 'The run is deleted.',
      remove: () => deleteRun(id).then(() => cache.invalidateQueries({ key: runKeys.lists })),
    })
}
