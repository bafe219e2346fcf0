import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { useSession } from '@/auth/queries'
import { useLoadPrompt, useLoadVersion, type PromptVersion } from '@/prompts/queries'
import { useLoadRun } from '@/runs/queries'
import { useDraft } from '@/shared/draft'
import { useKeptKinds, useKeptValues } from '@/shared/keptValues'
import { inputsOf } from '@/shared/valueText'
import { emptyForm, emptyInput, type ComparisonForm, type InputRow, type VariantRow } from './comparisonForm'

const keyOf = ({ prompt, version }: Pick<VariantRow, 'prompt' | 'version'>) => `${prompt} ${version}`

/**
 * A comparison as it is put together: a draft of this browser, one for each place that the address says to begin from
 * (`prompt`, `version` and `model`, the latter two also several times, or a `run`).
 */
export function useComparisonForm() {
  const route = useRoute()
  const userId = useSession().user?.id
  const given = (name: string) => [route.query[name] ?? []].flat().map(String)
  const [prompt = ''] = given('prompt')
  const [run = ''] = given('run')

  const draft = useDraft<ComparisonForm>(
    `${userId}.comparison.${new URLSearchParams(route.fullPath.split('?')[1])}`,
  )
  const kept = draft.read()?.value
  const form = ref<ComparisonForm>(kept ?? emptyForm())
  const problem = shallowRef<Error | null>(null)
  const beginning = ref(false)

  const loadPrompt = useLoadPrompt()
  const loadVersion = useLoadVersion()
  const { load: loadRun } = useLoadRun()
  const versions = shallowRef(new Map<string, PromptVersion>())

  /** The variants and the input that the address begins from. */
  async function begin() {
    const past = run ? await loadRun(run) : undefined
    const { name, latest_version } = await loadPrompt(past?.prompt_id ?? prompt)
    const id = past?.prompt_id ?? prompt
    const numbers = past ? [past.version_number] : given('version').map(Number).filter(Boolean)
    const models = given('model').length ? given('model') : past ? [past.model_id] : []

    for (const version of numbers.length ? numbers : [latest_version.version_number]) {
      const { model_config } = await loadVersion(id, version)
      const own = models.length ? models : [String(model_config.model ?? '')].filter(Boolean)
      const parameters = past && past.model_config_json !== '{}' ? past.model_config_json : ''
      form.value.variants.push(
        ...own.map((model) => ({ prompt: id, promptName: name, version, model, label: '', parameters })),
      )
    }
    form.value.inputs = [past ? { name: '', ...inputsOf(past.variables_json) } : keptInput(id)]
  }

  const keptInput = (id: string): InputRow => ({
    ...emptyInput(),
    values: { ...useKeptValues(userId, id).value },
    kinds: { ...useKeptKinds(userId, id).value },
  })

  if (!kept && (prompt || run)) {
    beginning.value = true
    begin()
      .catch((error: Error) => (problem.value = error))
      .finally(() => (beginning.value = false))
  }

  watch(form, (changed) => draft.keep(changed), { deep: true })
  watch(
    () => [...new Set(form.value.variants.map(keyOf))].join(),
    async () => {
      for (const { prompt, version } of form.value.variants) {
        const key = keyOf({ prompt, version })
        if (versions.value.has(key)) continue
        const loaded = await loadVersion(prompt, version).catch(() => null)
        if (loaded) versions.value = new Map(versions.value).set(key, loaded)
      }
    },
    { immediate: true },
  )

  /** The variables that the texts have, and after them what the inputs bring beyond that. */
  const variables = computed(() => {
    const known = form.value.variants.flatMap((row) => versions.value.get(keyOf(row))?.variables ?? [])
    const brought = form.value.inputs.flatMap(({ values }) =>
      Object.keys(values).filter((name) => values[name]),
    )
    return [...new Set([...known, ...brought])]
  })

  return { form, variables, problem, beginning, forget: draft.forget }
}
