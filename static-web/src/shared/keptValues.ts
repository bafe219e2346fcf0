import { ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'
import { forgetDraft, leaveDraft, readDraft } from './draft'
import type { Kind } from './typedValue'

export type Values = Record<string, string>
export type Kinds = Record<string, Kind>

type Owner = string | undefined
const valuesOf = (userId: Owner, promptId: string) => `${userId}.values.${promptId}`
const kindsOf = (userId: Owner, promptId: string) => `${userId}.kinds.${promptId}`

/** The values last typed for a template's variables: the same in the editor's preview, on the prompt's page and in the playground. */
export const useKeptValues = (userId: Owner, promptId: MaybeRefOrGetter<string>) =>
  useKept<Values>(() => valuesOf(userId, toValue(promptId)))

/** And of which kind they are, where that is not text. */
export const useKeptKinds = (userId: Owner, promptId: MaybeRefOrGetter<string>) =>
  useKept<Kinds>(() => kindsOf(userId, toValue(promptId)))

function useKept<T extends object>(name: () => string) {
  const read = () => readDraft<T>(name())?.value ?? ({} as T)
  const kept = ref(read()) as Ref<T>
  watch(name, () => (kept.value = read()), { flush: 'sync' })
  watch(kept, (changed) => leaveDraft(name(), changed), { flush: 'sync' })
  return kept
}

/** Puts a past run's values where its prompt will find them. */
export function leaveValues(userId: Owner, promptId: string, values: Values, kinds: Kinds) {
  leaveDraft(valuesOf(userId, promptId), values)
  leaveDraft(kindsOf(userId, promptId), kinds)
}

/** When a new prompt gets its id, its values go along. */
export function moveValues(userId: Owner, from: string, to: string) {
  const [values, kinds] = [valuesOf(userId, from), kindsOf(userId, from)]
  leaveValues(userId, to, readDraft<Values>(values)?.value ?? {}, readDraft<Kinds>(kinds)?.value ?? {})
  forgetDraft(values)
  forgetDraft(kinds)
}
