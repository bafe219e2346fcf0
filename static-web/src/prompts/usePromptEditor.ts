import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { useSession } from '@/auth/queries'
import { useDraft } from '@/shared/draft'
import { moveValues } from '@/shared/keptValues'
import { useNotices } from '@/shared/notices'
import { isProblem } from '@/shared/api/problem'
import type { Prompt, PromptVersion } from './api'
import { wireErrors } from './formErrors'
import {
  checkForm,
  emptyForm,
  formOf,
  metaOf,
  sameForm,
  textOf,
  type FormErrors,
  type PromptForm,
} from './promptForm'
import { useCreatePrompt, useSaveVersion, useUpdatePrompt } from './queries'
import { useCheckText } from './rendering'
import { inAll } from './templateProblems'

/** The state of a prompt that a form started from; a save elsewhere in between is a lost race. */
export interface Start {
  etag: string | null
  version_number: number
  form: PromptForm
}

const startFrom = (prompt: Prompt): Start => ({
  etag: prompt.etag,
  version_number: prompt.latest_version.version_number,
  form: formOf(prompt, prompt.latest_version),
})

/** The editor's work: a form, its draft in this browser, and saving it as a version. */
export function usePromptEditor(prompt: Prompt | null, version: PromptVersion | null) {
  const router = useRouter()
  const notices = useNotices()
  const userId = useSession().user?.id
  const draft = useDraft<{ form: PromptForm; start: Start | null }>(`${userId}.prompt.${prompt?.id ?? 'new'}`)
  const { mutateAsync: create } = useCreatePrompt()
  const { mutateAsync: update } = useUpdatePrompt()
  const { mutateAsync: addVersion } = useSaveVersion()
  const checkText = useCheckText()

  const opened = prompt && version ? formOf(prompt, version) : emptyForm()
  const saved = ref(prompt ? formOf(prompt, prompt.latest_version) : emptyForm())
  const kept = draft.read()
  const restored = kept && !sameForm(kept.value.form, opened) ? kept : null
  const restoredAt = ref(restored?.saved_at)

  const form = reactive<PromptForm>({ ...opened, ...restored?.value.form })
  const start = shallowRef(restored?.value.start ?? (prompt && startFrom(prompt)))
  /** Somebody else has saved since: told at once where a draft comes back, else when saving is refused. */
  const overtaken = ref(prompt !== null && start.value?.etag !== prompt.etag)
  const isDirty = computed(() => !sameForm(form, saved.value))
  const isSaving = ref(false)
  const problem = shallowRef<Error | null>(null)
  const checked = ref<FormErrors>({})

  watch(form, () => (isDirty.value ? keepDraft() : draft.forget()))

  const keepDraft = () => draft.keep({ form, start: start.value })

  function discard() {
    Object.assign(form, opened)
    start.value = prompt && startFrom(prompt)
    overtaken.value = false
    draft.forget()
    restoredAt.value = undefined
  }

  async function save() {
    if (isSaving.value) return
    checked.value = checkForm(form)
    problem.value = null
    if (Object.keys(checked.value).length) return

    isSaving.value = true
    try {
      await (prompt && start.value ? saveChanges(prompt.id, start.value) : saveNew())
      overtaken.value = false
    } catch (error) {
      overtaken.value = isProblem(error, 'precondition-failed')
      problem.value = overtaken.value ? null : (error as Error)
      // The draft is of all tabs: the save that came first has taken it along.
      if (isDirty.value) keepDraft()
    } finally {
      isSaving.value = false
    }
  }

  async function saveNew() {
    const sent = { ...form }
    const created = await create({ ...metaOf(sent), ...textOf(sent), note: sent.note.trim() })
    saved.value = sent
    draft.forget()
    moveValues(userId, 'new', created.id)
    notices.tell(`Saved as version 1${await remarkOn(sent)}.`)
    await router.replace(`/prompts/${created.id}`)
  }

  async function saveChanges(id: string, known: Start) {
    const sent = { ...form }
    let { etag } = known
    const metaChanged = JSON.stringify(metaOf(sent)) !== JSON.stringify(metaOf(known.form))
    if (metaChanged) {
      start.value = startFrom(await update({ id, meta: metaOf(sent), etag }))
      etag = start.value.etag
    }

    const body = { ...textOf(sent, version?.model_config_json), note: sent.note.trim() }
    const { version: latest, isNew, prompt: now } = await addVersion({ id, body, etag })
    start.value = startFrom(now)

    if (form.note === sent.note) form.note = ''
    saved.value = { ...sent, note: '' }
    restoredAt.value = undefined
    if (!isDirty.value) draft.forget()
    notices.tell(
      isNew
        ? `Saved as version ${latest.version_number}${await remarkOn(sent)}.`
        : unchanged(latest, metaChanged),
    )
  }

  /** The preview may not have followed the text yet, so the text itself is asked about. */
  async function remarkOn(text: PromptForm) {
    const problems = await checkText(text)
    return problems.length ? `, with ${inAll(problems)} in it` : ''
  }

  /** Keeps what is typed as the next version, on top of what was saved elsewhere. */
  async function saveOnTop(overtaking: Prompt) {
    start.value = startFrom(overtaking)
    await save()
  }

  function errorsFor(field: keyof PromptForm) {
    return [...(checked.value[field] ?? []), ...wireErrors(problem.value, form, field)]
  }

  return {
    form,
    start,
    overtaken,
    isDirty,
    isSaving,
    problem,
    restoredAt,
    save,
    saveOnTop,
    discard,
    errorsFor,
  }
}

function unchanged({ version_number }: PromptVersion, metaChanged: boolean) {
  return metaChanged
    ? `Details saved. The text has not changed; version ${version_number} is still the latest.`
    : `Nothing has changed; version ${version_number} is still the latest.`
}
