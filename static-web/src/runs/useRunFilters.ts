import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { promptQuery, promptsQuery } from '@/prompts/queries'
import { useQueryParam } from '@/shared/queryParam'

/** Which runs a page shows, as the address says, and what there is to choose from. */
export function useRunFilters() {
  const [status, prompt, model, from, to] = (['status', 'prompt', 'model', 'from', 'to'] as const).map(
    useQueryParam,
  ) as [Param, Param, Param, Param, Param]

  const filters = computed(() => ({
    status: status.value,
    prompt_id: prompt.value,
    model_id: model.value,
    from: from.value,
    to: to.value,
  }))
  const filtered = computed(() => Object.values(filters.value).some(Boolean))

  const { data: prompts } = useQuery(promptsQuery({ page_size: 100 }))
  const isListed = computed(() => prompts.value?.results.some(({ id }) => id === prompt.value) ?? true)
  // One that is not on the first page of the library, or is deleted by now.
  const { data: other } = useQuery(() => ({
    ...promptQuery(prompt.value),
    enabled: prompt.value !== '' && !isListed.value,
  }))

  const promptOptions = computed(() => [
    { value: '', label: 'Any prompt' },
    ...(prompts.value?.results ?? []).map(({ id, name }) => ({ value: id, label: name })),
    ...(isListed.value || !prompt.value
      ? []
      : [{ value: prompt.value, label: other.value?.name ?? 'A prompt that is gone' }]),
  ])

  return { status, prompt, model, from, to, filters, filtered, promptOptions }
}

type Param = ReturnType<typeof useQueryParam>
