import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { readStored, writeStored } from '@/shared/stored'

export type Theme = 'system' | 'light' | 'dark'

const name = 'promptlab.theme'

/** How this browser shows the app. */
export const usePreferences = defineStore('preferences', () => {
  const theme = ref<Theme>(readStored<Theme>(name) ?? 'system')

  watch(
    theme,
    (chosen) => {
      if (chosen === 'system') delete document.documentElement.dataset.theme
      else document.documentElement.dataset.theme = chosen
      writeStored(name, chosen === 'system' ? null : chosen)
    },
    { immediate: true, flush: 'sync' },
  )

  return { theme }
})
