import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { useSession } from '@/auth/queries'
import { useDraft } from '@/shared/draft'
import { moveValues } from '@/shared/keptValues'
import { useNotices } from '@/shared/notices'
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
import { useCheckText, useCreatePrompt, useSaveVersion, useUpdatePrompt } from './queries'
import { inAll } from './templateProblems'

/** The editor's work: a form, its draft in this browser, and saving it as a version. */
export function usePromptEditor(prompt: Prompt | null, version: PromptVersion | null) {
  const router = useRouter()
  const notices = useNotices()
  const userId = useSession().user?.id
  const draft = useDraft<PromptForm>(`${userId}.prompt.${prompt?.id ?? 'new'}`)
  const { mutateAsync: create } = useCreatePrompt()
  const { mutateAsync: update } = useUpdatePrompt()
  const { mutateAsync: addVersion } = useSaveVersion()
  const checkText = useCheckText()

  /** The state of the prompt that the form started from; a save elsewhere in between is a lost race. */
  const base = shallowRef(prompt)
  const opened = prompt && version ? formOf(prompt, version) : emptyForm()
  const saved = ref(prompt ? formOf(prompt, prompt.latest_version) : emptyForm())
  const kept = draft.read()
  const restoredAt = ref(kept && !sameForm(kept.value, opened) ? kept.saved_at : null)

  const form = reactive<PromptForm>({ ...opened, ...(restoredAt.value && kept?.value) })
  const isDirty = computed(() => !sameForm(form, saved.value))
  const isSaving = ref(false)
  const problem = shallowRef<Error | null>(null)
  const checked = ref<FormErrors>({})

  watch(form, () => (isDirty.value ? draft.keep(form) : draft.forget()))

  function discard() {
    Object.assign(form, opened)
    draft.forget()
    restoredAt.value = null
  }

  async function save() {
    if (isSaving.value) return
    checked.value = checkForm(form)
    problem.value = null
    if (Object.keys(checked.value).length) return

    isSaving.value = true
    try {
      await (base.value ? saveChanges(base.value) : saveNew())
    } catch (error) {
      problem.value = error as Error
      // The draft is of all tabs: the save that came first has taken it along.
      if (isDirty.value) draft.keep(form)
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

  async function saveChanges(known: Prompt) {
    const sent = { ...form }
    const metaChanged =
      JSON.stringify(metaOf(sent)) !== JSON.stringify(metaOf(formOf(known, known.latest_version)))
    if (metaChanged) base.value = known = await update({ id: known.id, meta: metaOf(sent), etag: known.etag })

    const body = { ...textOf(sent, version?.model_config_json), note: sent.note.trim() }
    const { version: latest, isNew, prompt } = await addVersion({ id: known.id, body, etag: known.etag })
    base.value = prompt

    if (form.note === sent.note) form.note = ''
    saved.value = { ...sent, note: '' }
    restoredAt.value = null
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
    base.value = overtaking
    await save()
  }

  function errorsFor(field: keyof PromptForm) {
    return [...(checked.value[field] ?? []), ...wireErrors(problem.value, form, field)]
  }

  return { form, base, isDirty, isSaving, problem, restoredAt, save, saveOnTop, discard, errorsFor }
}

function unchanged({ version_number }: PromptVersion, metaChanged: boolean) {
  return metaChanged
    ? `Details saved. The text has not changed; version ${version_number} is still the latest.`
    : `Nothing has changed; version ${version_number} is still the latest.`
}
