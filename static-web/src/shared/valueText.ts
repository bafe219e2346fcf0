import { indented, rawMembers } from '@/shared/rawJson'
import { kindOf } from '@/shared/typedValue'

/** A variable's value as a person reads it: a text without its quotes, anything else as its JSON. */
export const valueText = (json: string) =>
  json.startsWith('"') ? (JSON.parse(json) as string) : indented(json)

/** What a run was given, as it would have been typed. */
export function inputsOf(variablesJson: string) {
  const members = [...rawMembers(variablesJson)]
  return {
    values: Object.fromEntries(members.map(([name, json]) => [name, valueText(json)])),
    kinds: Object.fromEntries(members.map(([name, json]) => [name, kindOf(json)])),
  }
}
