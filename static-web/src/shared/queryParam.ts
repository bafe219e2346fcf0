import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** One parameter of the address as a value; empty when it is absent. A changed filter starts again at the first page. */
export function useQueryParam(name: string) {
  const route = useRoute()
  const router = useRouter()

  return computed({
    get: () => String((Array.isArray(route.query[name]) ? route.query[name][0] : route.query[name]) ?? ''),
    set: (value) =>
      void router.replace({
        query: { ...route.query, ...(name !== 'at' && { at: undefined }), [name]: value || undefined },
      }),
  })
}
