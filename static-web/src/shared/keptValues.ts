import { ref, watch } from 'vue'
import { forgetDraft, leaveDraft, readDraft } from './draft'

type Values = Record<string, string>

const nameOf = (userId: string | undefined, promptId: string) => `${userId}.values.${promptId}`

/** The values last typed for a template's variables: the same in the editor's preview, on the prompt's page and in the playground. */
export function useKeptValues(userId: string | undefined, promptId: string) {
  const name = nameOf(userId, promptId)
  const values = ref<Values>(readDraft<Values>(name)?.value ?? {})
  watch(values, (changed) => leaveDraft(name, changed), { flush: 'sync' })
  return values
}

/** Puts a past run's values where its prompt will find them. */
export const leaveValues = (userId: string | undefined, promptId: string, values: Values) =>
  leaveDraft(nameOf(userId, promptId), values)

/** When a new prompt gets its id, its values go along. */
export function moveValues(userId: string | undefined, from: string, to: string) {
  leaveValues(userId, to, readDraft<Values>(nameOf(userId, from))?.value ?? {})
  forgetDraft(nameOf(userId, from))
}

/** What is sent: an empty field is no value, so that a default of the template takes its place. */
export const givenValues = (values: Values, names = Object.keys(values)): Values =>
  Object.fromEntries(names.flatMap((name) => (values[name] ? [[name, values[name]]] : [])))
