import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useSession } from '@/auth/queries'
import { useModels } from '@/models/queries'
import { useFindObstacles, usePreview, type Prompt } from '@/prompts/queries'
import { isProblem } from '@/shared/api/problem'
import { useKeptKinds, useKeptValues } from '@/shared/keptValues'
import { useNotices } from '@/shared/notices'
import { variablesJson } from '@/shared/typedValue'
import type { CreateRunRequest, Run } from './api'
import { usePlaygroundColumns } from './usePlaygroundColumns'
import { usePlaygroundText, type Opened } from './usePlaygroundText'
import { inputsOf } from '@/shared/valueText'

/** What a column can be told. */
export interface Runner {
  begin: (promptId: string, body: Omit<CreateRunRequest, 'model_id'>) => Promise<void>
  stop: () => Promise<void>
  running: boolean
  problem: Error | null
}

const noText = 'Write a user message first.'

/** The playground's work: a text, its inputs, and running them on the models side by side. */
export function usePlayground(
  opened: Opened | null,
  current: () => Prompt | undefined,
  moved: (promptId: string) => void,
) {
  const route = useRoute()
  const router = useRouter()
  const notices = useNotices()
  const findObstacles = useFindObstacles()
  const userId = useSession().user?.id

  const text = usePlaygroundText(opened, current)
  const values = useKeptValues(userId, text.owner)
  const kinds = useKeptKinds(userId, text.owner)
  const allGiven = () => variablesJson(values.value, kinds.value)
  const preview = usePreview(text.form, allGiven)
  /** A version knows its own; those of a text that is typed come from the server. */
  const variables = computed(() =>
    text.isChanged.value ? preview.variables.value : text.base.value.variables,
  )

  const version = ref(route.query.version)
  const place = () => ({ prompt: text.base.value.promptId, version: version.value })
  const side = usePlaygroundColumns(place, () => text.form.model)

  watch(
    useModels().options,
    ([option]) => {
      const [first] = side.columns.value
      if (option && first && !first.model) first.model = option.value
    },
    { immediate: true },
  )

  const obstacles = shallowRef<string[]>([])
  const starting = ref(false)

  async function save(as: { name?: string; note?: string } = {}) {
    const before = text.base.value
    const saved = await text.save({ ...as, model: side.columns.value[0]?.model })
    if (!saved || saved === before) return saved
    version.value = undefined
    moved(saved.promptId)
    notices.tell(
      before.promptId ? `Saved as version ${saved.number}.` : `Saved as the prompt “${saved.form.name}”.`,
    )
    await side.write()
    return saved
  }

  /** A text that cannot run is not made a version; a version that cannot run says so itself, beside its fields. */
  async function isReady() {
    obstacles.value = []
    if (text.base.value.promptId && !text.isChanged.value) return true
    const { system_message, user_message_template } = text.form
    const variables = JSON.parse(allGiven()) as Record<string, unknown>
    const found = await findObstacles({ system_message, user_message_template, variables })
    obstacles.value = found.map(({ message }) => message)
    if (!user_message_template.trim()) obstacles.value = [noText]
    return !obstacles.value.length
  }

  /** One thing is begun at a time. */
  async function begin(act: () => Promise<void>) {
    if (starting.value) return
    starting.value = true
    await act()
    starting.value = false
  }

  const run = (runners: Runner[]) => begin(() => runSaved(runners))
  const compare = () => begin(compareSaved)

  async function runSaved(runners: Runner[]) {
    const saved = (await isReady()) && (await save())
    if (saved) {
      const { number: version_number, variables } = saved
      const body = { version_number, variables_json: variablesJson(values.value, kinds.value, variables) }
      await Promise.all(
        runners.filter(({ running }) => !running).map((runner) => runner.begin(saved.promptId, body)),
      )
      await side.write()
    }
  }

  /** Goes on with many inputs, on the version that the text is or becomes and on the models of the columns. */
  async function compareSaved() {
    obstacles.value = text.form.user_message_template.trim() ? [] : [noText]
    const saved = !obstacles.value.length && (await save())
    if (saved) {
      const model = side.columns.value.map((column) => column.model).filter(Boolean)
      const query = { prompt: saved.promptId, version: saved.number, model }
      await router.push({ path: '/comparisons/new', query })
    }
  }

  function take({ variables_json }: Run) {
    const before = { values: values.value, kinds: kinds.value }
    const put = (inputs: typeof before) => {
      values.value = inputs.values
      kinds.value = inputs.kinds
    }
    put(inputsOf(variables_json))
    notices.offerUndo(
      "The inputs are that run's now.",
      () => put(before),
      () => {},
    )
  }

  return {
    text,
    values,
    kinds,
    preview,
    side,
    obstacles,
    starting,
    variables,
    variablesJson: computed(() => variablesJson(values.value, kinds.value, variables.value)),
    overtaken: computed(() => isProblem(text.problem.value, 'precondition-failed')),
    save,
    run,
    compare,
    take,
  }
}
