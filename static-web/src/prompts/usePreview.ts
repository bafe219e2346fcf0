import { useQuery } from '@pinia/colada'
import { computed, type Ref } from 'vue'
import { useDebounced } from '@/shared/debounced'
import { givenValues } from '@/shared/keptValues'
import type { PromptForm } from './promptForm'
import { renderedQuery } from './queries'

/** What a run of the typed text would send, and what is wrong with the text. Follows the typing at a distance. */
export function usePreview(form: PromptForm, values: Ref<Record<string, string>>) {
  const draft = computed(() => ({
    system_message: form.system_message,
    user_message_template: form.user_message_template,
    variables: givenValues(values.value),
  }))
  const settled = useDebounced(draft, 350)
  const { data: rendered, error } = useQuery(() => ({
    ...renderedQuery(settled.value),
    placeholderData: (previous) => previous,
  }))

  return { rendered, error, problems: computed(() => rendered.value?.problems ?? []) }
}
