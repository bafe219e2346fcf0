import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada'
import { estimateCost } from '@/shared/api/estimates'
import { useDeletions } from '@/shared/deletions'
import {
  cancelComparison,
  changeComparison,
  createComparison,
  deleteComparison,
  exportComparison,
  getBlindPair,
  getBoard,
  getRow,
  listComparisons,
  markCell,
  readInputs,
  resumeComparison,
  vote,
  type ComparisonSummary,
  type ExportFormat,
  type InputFormat,
  type MarkCellRequest,
  type Preferred,
} from './api'

const keys = {
  lists: ['comparisons', 'list'] as const,
  board: (id: string) => ['comparisons', 'board', id] as const,
  pair: (id: string) => ['comparisons', 'pair', id] as const,
}

export const comparisonsQuery = defineQueryOptions((at: string) => ({
  key: [...keys.lists, at],
  query: () => listComparisons(at),
}))

/** Where a board begins; its events tell what becomes of it, and nothing that was heard is asked for again. */
export const boardQuery = defineQueryOptions((id: string) => ({
  key: keys.board(id),
  query: () => getBoard(id),
  enabled: id !== '',
  gcTime: 0,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
}))

/** A row with its texts. `state` says which runs it shows, and in which state: with another it is another answer. */
export const rowQuery = defineQueryOptions(
  ({ id, number, state }: { id: string; number: number; state: string }) => ({
    key: ['comparisons', 'row', id, number, state],
    query: () => getRow(id, number),
    staleTime: Infinity,
    gcTime: 60_000,
    enabled: number > 0,
  }),
)

export const estimateQuery = defineQueryOptions((json: string) => ({
  key: ['comparisons', 'estimate', json],
  query: () => estimateCost(json),
  staleTime: 60_000,
  gcTime: 60_000,
  enabled: json !== '',
}))

export const blindPairQuery = defineQueryOptions((id: string) => ({
  key: keys.pair(id),
  query: () => getBlindPair(id),
  gcTime: 0,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
}))

export const useReadInputs = () =>
  useMutation({
    mutation: ({ format, text }: { format: InputFormat; text: string }) => readInputs(format, text),
  })

export function useCreateComparison() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ json, key }: { json: string; key: string }) => createComparison(json, key),
    onSuccess: () => void cache.invalidateQueries({ key: keys.lists }),
  })
}

export function useCancelComparison() {
  const cache = useQueryCache()
  return useMutation({
    mutation: cancelComparison,
    onSuccess: () => void cache.invalidateQueries({ key: keys.lists }),
  })
}

/** The board is asked for anew: its events had ended. */
export function useResumeComparison() {
  const cache = useQueryCache()
  return useMutation({
    mutation: resumeComparison,
    onSuccess: (_, id) => askAnew(cache, id),
  })
}

/** Checks are held against the answers that are there, so the board is asked for anew. */
export function useChangeComparison() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ id, json }: { id: string; json: string }) => changeComparison(id, json),
    onSuccess: (_, { id }) => askAnew(cache, id),
  })
}

const askAnew = (cache: ReturnType<typeof useQueryCache>, id: string) =>
  Promise.all([keys.board(id), keys.lists].map((key) => cache.invalidateQueries({ key })))

export const useMarkCell = () =>
  useMutation({ mutation: ({ id, body }: { id: string; body: MarkCellRequest }) => markCell(id, body) })

export const useVote = () =>
  useMutation({
    mutation: ({ id, pair, preferred }: { id: string; pair: string; preferred: Preferred }) =>
      vote(id, pair, preferred),
  })

export const useExportComparison = () =>
  useMutation({
    mutation: ({ id, format }: { id: string; format: ExportFormat }) => exportComparison(id, format),
  })

/** Deletes a comparison, unless that is taken back while its notice is there. */
export function useDeleteComparison() {
  const cache = useQueryCache()
  const deletions = useDeletions()
  return ({ id, name }: Pick<ComparisonSummary, 'id' | 'name'>) =>
    deletions.defer(id, {
      told: `“${name}” is deleted; its runs stay.`,
      remove: () => deleteComparison(id).then(() => cache.invalidateQueries({ key: keys.lists })),
    })
}
