import { onScopeDispose, ref, watch } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'

/** A model, and the run of it that is shown: by id, empty for none yet. */
export interface Column {
  key: number
  model: string
  run: string
}

/**
 * A run that streams holds a connection, and a browser has six for an address that is served without HTTP/2: two must
 * be left to start and to stop with.
 */
export const mostColumns = 4

const listOf = (value: LocationQueryValue | LocationQueryValue[] | undefined) =>
  value === undefined ? [] : [value].flat().map((each) => each ?? '')

/** The models side by side. The address has them and their runs, so that a reload finds them again. */
export function usePlaygroundColumns(
  place: () => { prompt: string; version: LocationQueryValue | LocationQueryValue[] | undefined },
  ownModel: () => string,
) {
  const route = useRoute()
  const router = useRouter()
  let lastKey = 0
  let gone = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const columnOf = (model: string, run = ''): Column => ({ key: ++lastKey, model, run })

  function read() {
    const [models, runs] = [listOf(route.query.model), listOf(route.query.run)]
    const count = Math.min(mostColumns, Math.max(1, models.length, runs.length))
    return Array.from({ length: count }, (_, index) =>
      columnOf(models[index] ?? (index ? '' : ownModel()), runs[index]),
    )
  }
  const columns = ref(read())

  const query = () => {
    const { prompt, version } = place()
    const runs = columns.value.map(({ run }) => run)
    return {
      prompt: prompt || undefined,
      version,
      model: columns.value.map(({ model }) => model),
      run: runs.some(Boolean) ? runs : undefined,
    }
  }
  /** Not once something else is opened: what comes of a run then is in the history. */
  async function write() {
    clearTimeout(timer)
    if (!gone) await router.replace({ query: query() })
  }
  /** A model is typed letter by letter, and a browser takes only so many changes of the address. */
  watch(
    columns,
    () => {
      clearTimeout(timer)
      timer = setTimeout(write, 300)
    },
    { deep: true },
  )
  onScopeDispose(() => {
    gone = true
    clearTimeout(timer)
  })

  return {
    columns,
    write,
    add: () => columns.value.push(columnOf('')),
    remove: (key: number) => (columns.value = columns.value.filter((column) => column.key !== key)),
  }
}
