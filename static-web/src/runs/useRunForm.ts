import { ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useSession } from '@/auth/queries'
import { useModels } from '@/models/queries'
import type { PromptVersion } from '@/prompts/queries'
import { useKeptKinds, useKeptValues } from '@/shared/keptValues'
import { useShortcut } from '@/shared/shortcut'
import { variablesJson } from '@/shared/typedValue'
import { useStartRun } from './useStartRun'

/** Running one version: the model, the variables' values, and the run that comes of it, whose id goes into the address. */
export function useRunForm(version: PromptVersion) {
  const route = useRoute()
  const router = useRouter()
  const models = useModels()
  const { start, problem, busy } = useStartRun()

  const userId = useSession().user?.id
  const values = useKeptValues(userId, version.prompt_id)
  const kinds = useKeptKinds(userId, version.prompt_id)
  const model = ref(String(route.query.model ?? version.model_config.model ?? ''))

  watch(
    models.options,
    ([first]) => {
      if (!model.value && first) model.value = first.value
    },
    { immediate: true },
  )

  async function run() {
    const started = await start(version.prompt_id, {
      version_number: version.version_number,
      model_id: model.value,
      variables_json: variablesJson(values.value, kinds.value, version.variables),
    })
    if (started) await router.replace({ query: { ...route.query, model: model.value, run: started.id } })
  }

  useShortcut('Enter', run)

  return { model, values, kinds, models, problem, busy, run }
}
