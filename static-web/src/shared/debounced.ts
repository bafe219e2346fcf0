import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'

/** Follows a value once it has been still for a while. */
export function useDebounced<T>(source: MaybeRefOrGetter<T>, delay: number) {
  const settled = shallowRef(toValue(source))
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(
    () => toValue(source),
    (value) => {
      clearTimeout(timer)
      timer = setTimeout(() => (settled.value = value), delay)
    },
  )
  onScopeDispose(() => clearTimeout(timer))

  return settled
}
