import { objectOf } from '@/shared/rawJson'
import { isJson } from '@/shared/typedValue'
import type { Check } from './api'

/** A check as it is typed. */
export interface CheckRow {
  type: string
  value: string
  threshold: string
}

const kinds = ['equals', 'contains', 'icontains', 'regex', 'is-json', 'contains-json', 'cost', 'latency']

/** promptfoo's names, so that people recognise them. */
export const checkTypes = kinds.flatMap((kind) => [kind, `not-${kind}`])

export const kindOfCheck = (type: string) => type.replace(/^not-/, '')
export const takesThreshold = (type: string) => ['cost', 'latency'].includes(kindOfCheck(type))
export const takesSchema = (type: string) => ['is-json', 'contains-json'].includes(kindOfCheck(type))

export const emptyCheck = (): CheckRow => ({ type: 'icontains', value: '', threshold: '' })

export const checkRow = ({ type, value, threshold }: Check): CheckRow => ({
  type,
  value:
    value === null || value === undefined
      ? ''
      : typeof value === 'string'
        ? value
        : JSON.stringify(value, null, 2),
  threshold: threshold === null ? '' : String(threshold),
})

/** A schema goes out as JSON; one that is none goes out as a text, and the server says what is wrong with it. */
export function checkJson({ type, value, threshold }: CheckRow) {
  const members: [string, string][] = [['type', JSON.stringify(type)]]
  if (takesThreshold(type)) {
    const number = Number(threshold)
    if (threshold.trim() && Number.isFinite(number)) members.push(['threshold', threshold.trim()])
  } else if (takesSchema(type)) {
    if (value.trim()) members.push(['value', isJson(value) ? value : JSON.stringify(value)])
  } else members.push(['value', JSON.stringify(value)])
  return objectOf(members)
}

/** A check in a few words. */
export const checkText = ({ type, value, threshold }: Check) => {
  if (kindOfCheck(type) === 'cost') return `${type} ≤ $${threshold}`
  if (kindOfCheck(type) === 'latency') return `${type} ≤ ${threshold} ms`
  const text = typeof value === 'string' ? value : value ? 'schema' : ''
  return text ? `${type} “${text.length > 40 ? `${text.slice(0, 39)}…` : text}”` : type
}
