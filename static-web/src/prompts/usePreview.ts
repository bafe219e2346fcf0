import { useQuery } from '@pinia/colada'
import { computed, shallowRef, watch } from 'vue'
import { useDebounced } from '@/shared/debounced'
import type { Rendered, RenderRequest, TemplateProblem } from './api'
import type { PromptForm } from './promptForm'
import { checkedQuery, renderedQuery } from './rendering'

/** What a run of the typed text would send, and what is wrong with the text. Follows the typing at a distance. */
export function usePreview(form: PromptForm, variablesJson: () => string) {
  const draft = computed(() => ({
    system_message: form.system_message,
    user_message_template: form.user_message_template,
    variables: JSON.parse(variablesJson()) as RenderRequest['variables'],
  }))
  const settled = useDebounced(draft, 350)
  const { data: checked } = useQuery(() => ({
    ...checkedQuery(settled.value),
    placeholderData: (previous) => previous,
  }))
  const { data: rendered, error } = useQuery(() => ({
    ...renderedQuery(settled.value),
    placeholderData: (previous) => previous,
  }))
  const problems = computed(() => [
    ...problemsThatAre('error', rendered.value),
    ...problemsThatAre('warning', checked.value),
  ])

  /** A text that cannot be read names no variables; those it had are shown until it can be read again. */
  const variables = shallowRef<string[]>([])
  watch(
    rendered,
    (answer) => {
      if (answer && !answer.problems.some(({ severity }) => severity === 'error'))
        variables.value = answer.variables
    },
    { immediate: true },
  )

  return { rendered, variables, error, problems }
}

const problemsThatAre = (severity: TemplateProblem['severity'], answer: Rendered | undefined) =>
  answer?.problems.filter((problem) => problem.severity === severity) ?? []
