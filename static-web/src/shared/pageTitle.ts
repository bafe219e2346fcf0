import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** Names the page in the tab and the history. */
export function usePageTitle(title: MaybeRefOrGetter<string>) {
  watchEffect(() => {
    document.title = `${toValue(title)} · PromptLab`
  })
}
