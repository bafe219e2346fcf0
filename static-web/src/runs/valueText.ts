import { indented } from '@/shared/rawJson'

/** A variable's value as a person reads it: a text without its quotes, anything else as its JSON. */
export const valueText = (json: string) =>
  json.startsWith('"') ? (JSON.parse(json) as string) : indented(json)
