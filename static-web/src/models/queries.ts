import { defineQueryOptions, useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { useSession } from '@/auth/queries'
import { listModels, type Model } from './api'
import { useCustomModels } from './customModels'
import { modelHint, modelLabel, modelPrice } from './modelOption'

export { modelHint, useCustomModels }
export type { Model }

export const modelsQuery = defineQueryOptions({
  key: ['models'],
  query: () => listModels(),
  staleTime: 10 * 60_000,
})

/** The models there are to pick from: the user's own ids, then the catalogue. */
export function useModels() {
  const { data, error } = useQuery(modelsQuery)
  const session = useSession()
  const custom = useCustomModels()
  if (session.user) custom.load(session.user.id)

  const byId = computed(() => new Map(data.value?.models.map((model) => [model.id, model])))
  const options = computed(() => [
    ...custom.ids
      .filter((id) => !byId.value.has(id))
      .map((id) => ({ value: id, label: 'Your own model id', detail: '' })),
    ...(data.value?.models ?? []).map((model) => ({
      value: model.id,
      label: modelLabel(model),
      detail: modelPrice(model),
    })),
  ])

  function hint(id: string) {
    if (!data.value)
      return error.value ? 'The list of models cannot be loaded; any OpenRouter model id works.' : ''
    const stale = data.value.stale ? 'OpenRouter cannot be reached, so this list may be old.' : ''
    return [modelHint(byId.value.get(id), id), stale].filter(Boolean).join(' · ')
  }

  return {
    options,
    hint,
    find: (id: string) => byId.value.get(id),
    isSimulated: (id: string | null) => (id ? (byId.value.get(id)?.simulated ?? false) : false),
  }
}
