import type { Prompt, PromptMeta, PromptText, PromptVersion } from './api'
import { compact, indented, objectOf, rawMembers } from '@/shared/rawJson'

/** What the editor holds: every field as text, the way it is typed. */
export interface PromptForm {
  name: string
  description: string
  tags: string
  system_message: string
  user_message_template: string
  model: string
  temperature: string
  top_p: string
  max_tokens: string
  other_parameters: string
  note: string
}

export type FormErrors = Partial<Record<keyof PromptForm, string[]>>

export const ownFields = ['model', 'temperature', 'top_p', 'max_tokens'] as const
type OwnField = (typeof ownFields)[number]

/** What a field of its own can show: other values stay under the other parameters. */
const shows: Record<OwnField, RegExp> = {
  model: /^"/,
  temperature: /^[-\d]/,
  top_p: /^[-\d]/,
  max_tokens: /^\d+$/,
}

export const emptyForm = (): PromptForm => ({
  name: '',
  description: '',
  tags: '',
  system_message: '',
  user_message_template: '',
  model: '',
  temperature: '',
  top_p: '',
  max_tokens: '',
  other_parameters: '',
  note: '',
})

export function formOf(prompt: Prompt, version: PromptVersion): PromptForm {
  const others = rawMembers(version.model_config_json)
  const own = { model: '', temperature: '', top_p: '', max_tokens: '' }
  for (const field of ownFields) {
    const raw = others.get(field)
    if (!raw || !shows[field].test(raw)) continue
    own[field] = field === 'model' ? (JSON.parse(raw) as string) : raw
    others.delete(field)
  }

  return {
    name: prompt.name,
    description: prompt.description,
    tags: prompt.tags.join(', '),
    system_message: version.system_message,
    user_message_template: version.user_message_template,
    ...own,
    other_parameters: others.size ? indented(objectOf(others)) : '',
    note: '',
  }
}

export const metaOf = (form: PromptForm): PromptMeta => ({
  name: form.name.trim(),
  description: form.description.trim(),
  tags: tagsOf(form.tags),
})

export const tagsOf = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
]

/** What is sent. Given the parameters that the form was filled from, what nobody edited goes out as it was written. */
export const textOf = (form: PromptForm, original = '{}'): PromptText => ({
  system_message: form.system_message,
  user_message_template: form.user_message_template,
  model_config_json: modelConfigOf(form, original),
})

function modelConfigOf(form: PromptForm, original: string) {
  const before = rawMembers(original)
  const now = new Map<string, string>()
  for (const field of ownFields) {
    const text = form[field].trim()
    if (text) now.set(field, field === 'model' ? JSON.stringify(text) : numberText(text))
  }
  for (const [name, value] of parametersOf(form.other_parameters) ?? []) now.set(name, value)

  const kept = [...before].filter(([name]) => now.has(name))
  const added = [...now].filter(([name]) => !before.has(name))
  const members = [...kept, ...added].map(([name, value]): [string, string] => {
    const wanted = now.get(name) ?? value
    return [name, sameValue(wanted, value) ? value : compact(wanted)]
  })

  const untouched = members.length === before.size && members.every(([name, v]) => before.get(name) === v)
  return untouched ? original : objectOf(members)
}

const sameValue = (a: string, b: string) =>
  compact(a) === compact(b) || (a.startsWith('"') && b.startsWith('"') && JSON.parse(a) === JSON.parse(b))

/** A number as it was typed where JSON can say it so, else as JavaScript reads it. */
const numberText = (text: string) =>
  /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : String(Number(text))

const isNumber = (text: string) => !text.trim() || /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text.trim())

/** What can be said before asking the server: only what could not be sent. */
export function checkForm(form: PromptForm): FormErrors {
  const errors: FormErrors = {}
  if (!isNumber(form.temperature)) errors.temperature = ['Temperature is a number, for example 0.7.']
  if (!isNumber(form.top_p)) errors.top_p = ['Top P is a number, for example 0.9.']
  if (form.max_tokens.trim() && !/^\d+$/.test(form.max_tokens.trim())) {
    errors.max_tokens = ['Max tokens is a whole number.']
  }

  const others = parametersOf(form.other_parameters)
  const twice = ownFields.filter((field) => others?.has(field) && form[field].trim())
  if (!others) errors.other_parameters = ['This is not a JSON object, for example {"seed": 7}.']
  else if (twice.length) errors.other_parameters = [`Already set in a field of its own: ${twice.join(', ')}.`]

  return errors
}

/** Null when the text is no JSON object. */
function parametersOf(text: string) {
  if (!text.trim()) return new Map<string, string>()
  try {
    JSON.parse(text)
    return text.trim().startsWith('{') ? rawMembers(text) : null
  } catch {
    return null
  }
}

export const sameForm = (a: PromptForm, b: PromptForm) => JSON.stringify(a) === JSON.stringify(b)
