import { computed, ref, watch } from 'vue'
import { isFinished, type Run } from './api'
import { useCancelRun } from './queries'

/** Stopping one run: asked for once, and under way until the run says that it is over. */
export function useStopRun(run: () => Run | undefined) {
  const { mutateAsync: cancel, error } = useCancelRun()
  const asked = ref('')

  const running = computed(() => {
    const known = run()
    return known !== undefined && !isFinished(known)
  })
  watch(error, (failure) => failure && (asked.value = ''))

  async function stop() {
    const known = run()
    if (!known || isFinished(known) || asked.value === known.id) return
    asked.value = known.id
    await cancel(known.id).catch(() => {})
  }

  return { running, stopping: computed(() => running.value && asked.value === run()?.id), stop, error }
}
