import { compact, objectOf } from './rawJson'

/** How a typed text becomes a JSON value. */
export const kinds = ['text', 'number', 'flag', 'json'] as const
export type Kind = (typeof kinds)[number]

const numberForm = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/** What is wrong with a text of this kind; empty when nothing is. */
export function kindProblem(text: string, kind: Kind = 'text') {
  if (!text.trim()) return ''
  if (kind === 'number' && !numberForm.test(text.trim())) return 'This is not a number, such as 0.5 or 12.'
  if (kind === 'json' && !isJson(text)) return 'This is not JSON, such as ["a", "b"] or {"a": 1}.'
  return ''
}

/** The value as JSON, its numbers as they were typed; null where it is empty or cannot be of its kind. */
export function valueJson(text: string, kind: Kind = 'text') {
  if (kind === 'text') return text ? JSON.stringify(text) : null
  return text.trim() && !kindProblem(text, kind) ? compact(text) : null
}

/** What is sent. An empty field is no value, so that a default of the template takes its place. */
export const variablesJson = (
  values: Record<string, string>,
  kindsOf: Record<string, Kind>,
  names = Object.keys(values),
) =>
  objectOf(
    names.flatMap((name): [string, string][] => {
      const json = valueJson(values[name] ?? '', kindsOf[name])
      return json === null ? [] : [[name, json]]
    }),
  )

/** The kind that a value of a past run is of. */
export function kindOf(json: string): Kind {
  if (json.startsWith('"')) return 'text'
  if (json === 'true' || json === 'false') return 'flag'
  return numberForm.test(json) ? 'number' : 'json'
}

export function isJson(text: string) {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
