import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useSession } from '@/auth/queries'
import {
  checkForm,
  emptyForm,
  formOf,
  sameForm,
  textOf,
  useCreatePrompt,
  useFreshPrompt,
  useSaveVersion,
  wireErrors,
  type Prompt,
  type PromptForm,
  type PromptVersion,
} from '@/prompts/queries'
import { isProblem } from '@/shared/api/problem'
import { forgetDraft, leaveDraft, readDraft } from '@/shared/draft'
import { moveValues } from '@/shared/keptValues'
import { nameFromText } from './nameFromText'

export interface Opened {
  prompt: Prompt
  version: PromptVersion
}

/** What the text began as: a version, or nothing yet. */
interface Base {
  promptId: string
  number: number
  form: PromptForm
  model_config_json: string
  variables: string[]
}

const scratch = 'scratch'
const nothing: Base = { promptId: '', number: 0, form: emptyForm(), model_config_json: '{}', variables: [] }

const baseOf = ({ prompt, version }: Opened): Base => ({
  promptId: prompt.id,
  number: version.version_number,
  form: formOf(prompt, version),
  model_config_json: version.model_config_json,
  variables: version.variables,
})

export type PlaygroundTextState = ReturnType<typeof usePlaygroundText>

/** The text on the playground. Only versions run, so one that is changed is saved before it does. */
export function usePlaygroundText(opened: Opened | null, current: () => Prompt | undefined) {
  const userId = useSession().user?.id
  const base = shallowRef(opened ? baseOf(opened) : nothing)
  const owner = computed(() => base.value.promptId || scratch)
  const draftName = computed(() => `${userId}.playground.${owner.value}.${base.value.number}`)
  const { mutateAsync: create } = useCreatePrompt()
  const { mutateAsync: addVersion } = useSaveVersion()
  const askAfresh = useFreshPrompt()

  const kept = readDraft<PromptForm>(draftName.value)
  const form = reactive<PromptForm>({ ...base.value.form, ...kept?.value })
  const isChanged = computed(() => !sameForm(form, base.value.form))
  const restoredAt = ref(isChanged.value ? kept?.saved_at : undefined)
  const problem = shallowRef<Error | null>(null)
  const checked = computed(() => checkForm(form))

  const keepDraft = () =>
    isChanged.value ? leaveDraft(draftName.value, { ...form }) : forgetDraft(draftName.value)
  watch(form, keepDraft)

  function discard() {
    Object.assign(form, base.value.form)
    restoredAt.value = undefined
  }

  /** Makes what is typed a version, where it is none yet. Null when it came to nothing, which `problem` tells. */
  async function save({ name = '', note = '', model = '' } = {}) {
    if (base.value.promptId && !isChanged.value) return base.value
    if (Object.keys(checked.value).length) return null

    problem.value = null
    const sent: PromptForm = { ...form, model: form.model || model }
    const last = draftName.value
    try {
      const saved = await (base.value.promptId ? saveVersion(sent, note) : saveNew(sent, name, note))
      base.value = { ...saved, form: { ...sent, name: saved.form.name } }
      Object.assign(form, { name: saved.form.name, model: form.model || model })
      forgetDraft(last)
      restoredAt.value = undefined
      keepDraft()
      return base.value
    } catch (error) {
      problem.value = error as Error
      if (isProblem(error, 'precondition-failed')) await askAfresh(base.value.promptId)
      return null
    }
  }

  async function saveNew(sent: PromptForm, name: string, note: string): Promise<Base> {
    const text = textOf(sent)
    const meta = { name: name || nameFromText(sent.user_message_template), description: '', tags: [] }
    const created = await create({ ...meta, ...text, note })
    moveValues(userId, scratch, created.id)
    const { variables } = created.latest_version
    return { promptId: created.id, number: 1, form: { ...sent, name: created.name }, ...text, variables }
  }

  async function saveVersion(sent: PromptForm, note: string): Promise<Base> {
    const { promptId: id, model_config_json } = base.value
    const known = current()
    const { prompt, version } = await addVersion({
      id,
      body: { ...textOf(sent, model_config_json), note },
      etag: known?.id === id ? known.etag : null,
    })
    return baseOf({ prompt, version })
  }

  return {
    form,
    base,
    owner,
    isChanged,
    restoredAt,
    problem,
    save,
    discard,
    /** As they are typed; none where they cannot be read. */
    parameters: computed(() =>
      Object.keys(checked.value).length ? '{}' : textOf(form, base.value.model_config_json).model_config_json,
    ),
    name: computed(() => nameFromText(form.user_message_template)),
    errorsFor: (field: keyof PromptForm) => [
      ...(checked.value[field] ?? []),
      ...wireErrors(problem.value, form, field),
    ],
  }
}
