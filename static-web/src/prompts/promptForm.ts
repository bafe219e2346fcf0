import type { ModelConfig, Prompt, PromptMeta, PromptText, PromptVersion } from './api'

/** What the editor holds: every field as text, the way it is typed. */
export interface PromptForm {
  name: string
  description: string
  tags: string
  system_message: string
  user_message_template: string
  model: string
  temperature: string
  max_tokens: string
  other_parameters: string
  note: string
}

export type FormErrors = Partial<Record<keyof PromptForm, string[]>>

const ownFields = ['model', 'temperature', 'max_tokens']

export const emptyForm = (): PromptForm => ({
  name: '',
  description: '',
  tags: '',
  system_message: '',
  user_message_template: '',
  model: '',
  temperature: '',
  max_tokens: '',
  other_parameters: '',
  note: '',
})

export function formOf(prompt: Prompt, version: PromptVersion): PromptForm {
  const { model, temperature, max_tokens, ...others } = version.model_config
  const isOwn = (value: unknown) => ['string', 'number', 'undefined'].includes(typeof value)
  const odd = Object.entries({ model, temperature, max_tokens }).filter(([, value]) => !isOwn(value))
  const rest = { ...Object.fromEntries(odd), ...others }
  const text = (value: unknown) => (isOwn(value) ? String(value ?? '') : '')

  return {
    name: prompt.name,
    description: prompt.description,
    tags: prompt.tags.join(', '),
    system_message: version.system_message,
    user_message_template: version.user_message_template,
    model: text(model),
    temperature: text(temperature),
    max_tokens: text(max_tokens),
    other_parameters: Object.keys(rest).length ? JSON.stringify(rest, null, 2) : '',
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

export const textOf = (form: PromptForm): PromptText => ({
  system_message: form.system_message,
  user_message_template: form.user_message_template,
  model_config: modelConfigOf(form),
})

function modelConfigOf(form: PromptForm): ModelConfig {
  const numberOr = (text: string) => (text.trim() === '' ? undefined : Number(text))
  const own = {
    model: form.model.trim() || undefined,
    temperature: numberOr(form.temperature),
    max_tokens: numberOr(form.max_tokens),
  }
  const given = Object.entries(own).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), ...(parseParameters(form.other_parameters) ?? {}) }
}

/** What can be said before asking the server: only what could not be sent. */
export function checkForm(form: PromptForm): FormErrors {
  const errors: FormErrors = {}
  if (form.temperature.trim() && Number.isNaN(Number(form.temperature))) {
    errors.temperature = ['Temperature is a number, for example 0.7.']
  }
  if (form.max_tokens.trim() && !/^\d+$/.test(form.max_tokens.trim())) {
    errors.max_tokens = ['Max tokens is a whole number.']
  }

  const others = parseParameters(form.other_parameters)
  const twice = ownFields.filter(
    (field) => others && field in others && form[field as keyof PromptForm].trim(),
  )
  if (!others) errors.other_parameters = ['This is not a JSON object, for example {"top_p": 0.9}.']
  else if (twice.length) errors.other_parameters = [`Already set in a field of its own: ${twice.join(', ')}.`]

  return errors
}

/** Null when the text is no JSON object. */
function parseParameters(text: string): ModelConfig | null {
  if (!text.trim()) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as ModelConfig)
      : null
  } catch {
    return null
  }
}

/** Which field of the form an error of the API belongs to. */
export const wireNames: Record<keyof PromptForm, string[]> = {
  name: ['name'],
  description: ['description'],
  tags: ['tags'],
  system_message: ['system_message'],
  user_message_template: ['user_message_template'],
  model: ['model_config.model', 'model'],
  temperature: ['model_config.temperature', 'temperature'],
  max_tokens: ['model_config.max_tokens', 'max_tokens'],
  other_parameters: ['model_config'],
  note: ['note'],
}

export const sameForm = (a: PromptForm, b: PromptForm) => JSON.stringify(a) === JSON.stringify(b)
