import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada'
import {
  cancelRun,
  createRun,
  deleteRun,
  getRun,
  listRuns,
  type CreateRunRequest,
  type RunFilters,
} from './api'

export const runKeys = {
  lists: ['runs', 'list'] as const,
  one: (id: string) => ['runs', 'one', id] as const,
}

export const runsQuery = defineQueryOptions(({ at, ...filters }: RunFilters & { at?: string }) => ({
  key: [...runKeys.lists, { ...filters, at }],
  query: () => listRuns(filters, at),
}))

export const runQuery = defineQueryOptions((id: string) => ({
  key: runKeys.one(id),
  query: () => getRun(id),
  enabled: id !== '',
}))

export function useCreateRun() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ promptId, body }: { promptId: string; body: CreateRunRequest }) => createRun(promptId, body),
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

export function useDeleteRun() {
  const cache = useQueryCache()
  return useMutation({
    mutation: deleteRun,
    onSuccess: () => void cache.invalidateQueries({ key: runKeys.lists }),
  })
}
