import { computed, onScopeDispose, ref, watch } from 'vue'

/**
 * True while what `awaited` names may still come: it is looked for again after each of the pauses (milliseconds), and not for ever.
 * An empty name waits for nothing.
 */
export function useLookAgain(
  awaited: () => string,
  pauses: number[],
  look: (name: string) => Promise<unknown>,
) {
  const gaveUp = ref('')
  const name = computed(() => {
    const wanted = awaited()
    return wanted === gaveUp.value ? '' : wanted
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  function plan(wanted: string, looks: number) {
    const pause = pauses[looks]
    if (pause === undefined) {
      gaveUp.value = wanted
      return
    }
    timer = setTimeout(async () => {
      await look(wanted)
      if (!left && name.value === wanted) plan(wanted, looks + 1)
    }, pause)
  }

  watch(
    name,
    (wanted) => {
      clearTimeout(timer)
      if (wanted) plan(wanted, 0)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    left = true
    clearTimeout(timer)
  })

  return computed(() => name.value !== '')
}
