import type { Kinds, Values } from '@/shared/keptValues'
import { plural } from '@/shared/format'
import { objectOf } from '@/shared/rawJson'
import { isJson, variablesJson } from '@/shared/typedValue'
import { inputsOf } from '@/shared/valueText'
import type { ReadInput } from './api'
import { checkJson, type CheckRow } from './checkForm'

export interface VariantRow {
  prompt: string
  promptName: string
  version: number
  model: string
  label: string
  /** JSON, merged over the version's parameters; empty for none. */
  parameters: string
}

export interface InputRow {
  name: string
  values: Values
  kinds: Kinds
}

/** What is typed on the page of a new comparison. */
export interface ComparisonForm {
  name: string
  variants: VariantRow[]
  inputs: InputRow[]
  repeats: string
  checks: CheckRow[]
}

export const mostCells = 2000

export const emptyInput = (): InputRow => ({ name: '', values: {}, kinds: {} })
export const emptyForm = (): ComparisonForm => ({
  name: '',
  variants: [],
  inputs: [emptyInput()],
  repeats: '1',
  checks: [],
})

export const inputRow = ({ name, variables_json }: ReadInput): InputRow => ({
  name,
  ...inputsOf(variables_json),
})

export const cellsOf = ({ variants, inputs, repeats }: ComparisonForm) =>
  variants.length * inputs.length * (Number(repeats) || 0)

/** What a comparison is called until somebody names it. */
export function suggestedName({ variants }: ComparisonForm) {
  const all = (part: (row: VariantRow) => string | number) => [...new Set(variants.map(part))]
  const [names, versions, models] = [
    all((row) => row.promptName),
    all((row) => row.version),
    all((row) => row.model),
  ]
  const what = names.length > 1 ? names.slice(0, 3).join(', ') : (names[0] ?? '')
  if (models.length > 1) return `${what} on ${plural(models.length, 'model')}`
  if (versions.length > 1)
    return `${what}, versions ${versions.sort((a, b) => Number(a) - Number(b)).join(', ')}`
  return models[0] ? `${what} on ${models[0]}` : what
}

const listOf = (items: string[]) => `[${items.join(',')}]`

const variantJson = ({ prompt, version, model, label, parameters }: VariantRow) =>
  objectOf([
    ['prompt_id', JSON.stringify(prompt)],
    ['version_number', String(version)],
    ['model_id', JSON.stringify(model)],
    ...(label.trim() ? [['label', JSON.stringify(label.trim())] as [string, string]] : []),
    ...(parameters.trim() ? [['model_config', parameters] as [string, string]] : []),
  ])

const inputJson = ({ name, values, kinds }: InputRow) =>
  objectOf([
    ...(name.trim() ? [['name', JSON.stringify(name.trim())] as [string, string]] : []),
    ['variables', variablesJson(values, kinds)],
  ])

/** The request as it goes out: numbers as they were typed. */
export const requestJson = (form: ComparisonForm) =>
  objectOf([
    ['name', JSON.stringify(form.name.trim() || suggestedName(form) || 'Comparison')],
    ['variants', listOf(form.variants.map(variantJson))],
    ['inputs', listOf(form.inputs.map(inputJson))],
    ['repeats', /^\d{1,4}$/.test(form.repeats) ? String(Number(form.repeats)) : JSON.stringify(form.repeats)],
    ['checks', listOf(form.checks.map(checkJson))],
  ])

/** The parameters of a row that are no JSON object; such a request cannot be written. */
export const brokenParameters = ({ variants }: ComparisonForm) =>
  variants.flatMap(({ parameters }, index) => (parameters.trim() && !isObject(parameters) ? [index] : []))

const isObject = (json: string) => isJson(json) && json.trimStart().startsWith('{')
