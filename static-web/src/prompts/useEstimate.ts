import { defineQueryOptions, useQuery } from '@pinia/colada'
import { computed } from 'vue'
import { isProblem } from '@/shared/api/problem'
import { useDebounced } from '@/shared/debounced'
import { estimateText, type EstimateRequest } from './api'
import { checkForm, textOf, type PromptForm } from './promptForm'

const estimateQuery = defineQueryOptions((request: EstimateRequest) => ({
  key: ['estimates', JSON.stringify(request)],
  query: () => estimateText(request),
  staleTime: 10 * 60_000,
  gcTime: 30_000,
}))

const notRight = 'Once the text and the parameters are right, this says what a run may cost.'

/** What a run of the typed text may cost; where that cannot be told, a sentence that says why. */
export function useEstimate(form: PromptForm, variablesJson: () => string, hasError: () => boolean) {
  const missing = computed(() => {
    if (hasError() || Object.keys(checkForm(form)).length) return notRight
    return form.model.trim() ? '' : 'Choose a model to see what a run may cost.'
  })
  const draft = computed(() => ({
    canBeSent: !missing.value,
    request: { ...textOf(form), variables: JSON.parse(variablesJson()) as EstimateRequest['variables'] },
  }))
  const settled = useDebounced(draft, 600)
  const { data, error } = useQuery(() => ({
    ...estimateQuery(settled.value.request),
    enabled: settled.value.canBeSent,
    placeholderData: (previous) => previous,
  }))

  const failed = computed(() => {
    if (!error.value) return ''
    return isProblem(error.value, 'invalid') ? notRight : 'What a run may cost cannot be told just now.'
  })
  const sentence = computed(() => missing.value || failed.value)
  return { estimate: computed(() => (sentence.value ? undefined : data.value)), sentence }
}
