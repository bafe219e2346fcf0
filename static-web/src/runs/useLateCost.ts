import { computed, onScopeDispose, ref, watch } from 'vue'
import { isFinished, type Run } from './api'
import { useQuietLook } from './queries'

// The server asks OpenRouter at growing pauses too; about ten minutes in all.
const pauses = [3, 5, 10, 20, 40, 80, 160, 320].map((seconds) => seconds * 1000)

/** A cost that has not come by then will not come. */
const longest = 60 * 60_000

const mayCome = (run: Run) =>
  isFinished(run) &&
  run.total_cost_usd === null &&
  run.generation_id !== null &&
  run.finished_at !== null &&
  Date.now() - Date.parse(run.finished_at) < longest

/** True while the exact cost of a run that is over may still come: the run is looked at again, ever more rarely and not for ever. */
export function useLateCost(run: () => Run | undefined) {
  const look = useQuietLook()
  const gaveUp = ref('')
  const id = computed(() => {
    const known = run()
    return known && known.id !== gaveUp.value && mayCome(known) ? known.id : ''
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  function plan(runId: string, looks: number) {
    const pause = pauses[looks]
    if (pause === undefined) {
      gaveUp.value = runId
      return
    }
    timer = setTimeout(async () => {
      await look(runId)
      if (!left && id.value === runId) plan(runId, looks + 1)
    }, pause)
  }

  watch(
    id,
    (runId) => {
      clearTimeout(timer)
      if (runId) plan(runId, 0)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    left = true
    clearTimeout(timer)
  })

  return computed(() => id.value !== '')
}
