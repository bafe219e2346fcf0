import type { Prompt, VersionAnswer } from './api'

interface Named {
  id: string
  name: string
}

/** The prompts to pick from; the picked one is among them even when it is far down the list. */
export function promptOptions(listed: Named[], picked: Named | undefined) {
  const missing = picked && !listed.some(({ id }) => id === picked.id) ? [picked] : []
  return [
    { value: '', label: 'Scratch: a text of your own' },
    ...[...missing, ...listed].map(({ id, name }) => ({ value: id, label: name })),
  ]
}

/** The versions to pick from. The empty value follows the latest one. */
export function versionOptions(prompt: Prompt | undefined, listed: VersionAnswer[], picked: number) {
  if (!prompt) return [{ value: '', label: '–' }]

  const latest = prompt.latest_version.version_number
  const older = listed.map((version) => version.version_number).filter((number) => number !== latest)
  const numbers = picked === 0 || picked === latest || older.includes(picked) ? older : [...older, picked]

  return [
    { value: '', label: `Version ${latest} (latest)` },
    ...(picked === latest ? [{ value: String(latest), label: `Version ${latest}` }] : []),
    ...numbers.map((number) => ({ value: String(number), label: `Version ${number}` })),
  ]
}
