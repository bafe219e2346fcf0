import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada'
import { useDeletions } from '@/shared/deletions'
import {
  createPrompt,
  deletePrompt,
  getDiff,
  getPrompt,
  getVersion,
  listPrompts,
  listVersions,
  saveVersion,
  updatePrompt,
  type Prompt,
  type PromptFilters,
  type PromptMeta,
  type SaveVersionRequest,
} from './api'

export { wireErrors } from './formErrors'
export { checkForm, emptyForm, formOf, sameForm, textOf, type PromptForm } from './promptForm'
export { useFindObstacles } from './rendering'
export { usePreview } from './usePreview'
export { promptOptions, versionOptions } from './promptOptions'
export type { ModelConfig, Prompt, PromptSummary, PromptVersion, VersionAnswer } from './api'

const keys = {
  all: ['prompts'] as const,
  lists: ['prompts', 'list'] as const,
  one: (id: string) => ['prompts', 'one', id] as const,
  versions: (id: string) => ['prompts', 'versions', id] as const,
}

export const promptsQuery = defineQueryOptions(({ at, ...filters }: PromptFilters & { at?: string }) => ({
  key: [...keys.lists, { ...filters, at }],
  query: () => listPrompts(filters, at),
}))

export const promptQuery = defineQueryOptions((id: string) => ({
  key: keys.one(id),
  query: () => getPrompt(id),
  enabled: id !== '',
}))

/** For the editor: always asked afresh, and never changed under the hands of the one who types. */
export const editedPromptQuery = defineQueryOptions((id: string) => ({
  key: ['prompts', 'edited', id],
  query: () => getPrompt(id),
  enabled: id !== '',
  gcTime: 0,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
}))

export const versionsQuery = defineQueryOptions(({ id, at }: { id: string; at?: string }) => ({
  key: [...keys.versions(id), at ?? ''],
  query: () => listVersions(id, at),
  enabled: id !== '',
}))

/** A version never changes, so it is asked for once. Number 0 asks for none. */
export const versionQuery = defineQueryOptions(({ id, number }: { id: string; number: number }) => ({
  key: ['prompts', 'version', id, number],
  query: () => getVersion(id, number),
  staleTime: Infinity,
  enabled: id !== '' && number > 0,
}))

/** Versions never change, so neither does what lies between them. Number 0 asks for none. */
export const diffQuery = defineQueryOptions(({ id, from, to }: { id: string; from: number; to: number }) => ({
  key: ['prompts', 'diff', id, from, to],
  query: () => getDiff(id, from, to),
  staleTime: Infinity,
  enabled: id !== '' && from > 0 && to > 0,
}))

/** The prompt as somebody else has left it, since the state that is known here. */
export const overtakenQuery = defineQueryOptions(({ id, etag }: { id: string; etag: string | null }) => ({
  key: ['prompts', 'overtaken', id, etag],
  query: () => getPrompt(id),
  gcTime: 0,
  refetchOnWindowFocus: false,
}))

/** One prompt, asked for only if it is not known yet. */
export function useLoadPrompt() {
  const cache = useQueryCache()
  return async (id: string) => {
    const { data, error } = await cache.refresh(cache.ensure(promptQuery(id)))
    if (!data) throw error
    return data
  }
}

/** One version, asked for only if it is not known yet. */
export function useLoadVersion() {
  const cache = useQueryCache()
  return async (id: string, number: number) => {
    const { data, error } = await cache.refresh(cache.ensure(versionQuery({ id, number })))
    if (!data) throw error
    return data
  }
}

export function useCreatePrompt() {
  const cache = useQueryCache()
  return useMutation({
    mutation: createPrompt,
    onSuccess: () => void cache.invalidateQueries({ key: keys.all }),
  })
}

export function useUpdatePrompt() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ id, meta, etag }: { id: string; meta: PromptMeta; etag: string | null }) =>
      updatePrompt(id, meta, etag),
    onSuccess: (prompt) => {
      cache.setQueryData(keys.one(prompt.id), prompt)
      void cache.invalidateQueries({ key: keys.lists })
    },
  })
}

export function useSaveVersion() {
  const cache = useQueryCache()
  return useMutation({
    // The prompt comes along, because the next save must carry its new ETag.
    mutation: async ({ id, body, etag }: { id: string; body: SaveVersionRequest; etag: string | null }) => ({
      ...(await saveVersion(id, body, etag)),
      prompt: await getPrompt(id),
    }),
    onSuccess: ({ prompt }) => {
      cache.setQueryData(keys.one(prompt.id), prompt)
      void cache.invalidateQueries({ key: keys.versions(prompt.id) })
      void cache.invalidateQueries({ key: keys.lists })
    },
  })
}

/** Asks for a prompt afresh, once somebody else has turned out to have saved. */
export function useFreshPrompt() {
  const cache = useQueryCache()
  return (id: string) => cache.invalidateQueries({ key: keys.one(id) })
}

/** Deletes a prompt, unless that is taken back while its notice is there. */
export function useDeletePrompt() {
  const cache = useQueryCache()
  const deletions = useDeletions()
  return ({ id, name }: Pick<Prompt, 'id' | 'name'>) =>
    deletions.defer(id, {
      told: `“${name}” is deleted.`,
      remove: () => deletePrompt(id).then(() => cache.invalidateQueries({ key: keys.lists })),
    })
}
