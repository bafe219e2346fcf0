import { useQuery } from '@pinia/colada'
import { computed, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { promptQuery, versionQuery } from '@/prompts/queries'
import type { Opened } from './usePlaygroundText'

/** What the address opens: a version of a prompt, or a scratch. */
export function usePlaygroundPlace() {
  const route = useRoute()
  const promptId = computed(() => String(route.query.prompt ?? ''))
  const number = computed(() => Number(route.query.version) || 0)
  const { data: prompt, error } = useQuery(() => promptQuery(promptId.value))
  const { data: older, error: olderError } = useQuery(() =>
    versionQuery({ id: promptId.value, number: number.value }),
  )

  const keyOf = (id: string, version: number) => `${id} ${version}`
  const key = computed(() => keyOf(promptId.value, number.value))
  const version = computed(() => (number.value ? older.value : prompt.value?.latest_version))

  const shown = shallowRef<{ key: number; opened: Opened | null } | null>(null)
  let openings = 0
  let current = ''
  /** Where the one that is shown goes by being saved: what is on the screen stays as it is. */
  let moved = ''

  function open(opened: Opened | null) {
    shown.value = { key: ++openings, opened }
    current = key.value
  }

  function look() {
    if (shown.value && key.value === moved) current = moved
    if (shown.value && key.value === current) return
    moved = ''
    if (!promptId.value) open(null)
    else if (prompt.value && version.value) open({ prompt: prompt.value, version: version.value })
    else shown.value = null
  }
  watch([key, prompt, version], look, { immediate: true })

  /** What runs here is in the address with its models: one without comes from elsewhere, and begins anew. */
  const { path } = route
  const isBare = computed(() => route.path === path && route.query.model === undefined)
  watch(isBare, (now) => {
    if (!now) return
    shown.value = null
    look()
  })

  return {
    promptId,
    number,
    shown,
    error: computed(() => error.value ?? olderError.value),
    moveTo: (id: string) => (moved = keyOf(id, 0)),
  }
}
