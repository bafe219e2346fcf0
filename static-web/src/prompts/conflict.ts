import type { PromptForm } from './promptForm'

export type Side = 'mine' | 'theirs' | 'byHand'

/** A field that is not the same here and in what was saved elsewhere. */
export interface Disagreement {
  field: keyof PromptForm
  label: string
  mine: string
  theirs: string
  /** What stands unless someone chooses otherwise: the side that has changed it, and one's own where both have. */
  side: Side
  isText: boolean
}

const labels: Partial<Record<keyof PromptForm, string>> = {
  name: 'Name',
  description: 'Description',
  tags: 'Tags',
  system_message: 'System message',
  user_message_template: 'User message template',
  model: 'Model',
  temperature: 'Temperature',
  top_p: 'Top P',
  max_tokens: 'Max tokens',
  other_parameters: 'Other parameters',
}
const texts = ['system_message', 'user_message_template', 'other_parameters']

export function disagreements(base: PromptForm, mine: PromptForm, theirs: PromptForm): Disagreement[] {
  return (Object.entries(labels) as [keyof PromptForm, string][])
    .filter(([field]) => mine[field] !== theirs[field])
    .map(([field, label]) => ({
      field,
      label,
      mine: mine[field],
      theirs: theirs[field],
      side: mine[field] === base[field] ? 'theirs' : 'mine',
      isText: texts.includes(field),
    }))
}
