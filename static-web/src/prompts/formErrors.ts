import { isProblem } from '@/shared/api/problem'
import { rawMembers } from '@/shared/rawJson'
import { ownFields, type PromptForm } from './promptForm'

const config = 'model_config'

/** What the API says of a field of the form. It speaks of parameters by their path: model_config.stop[2]. */
export function wireErrors(problem: unknown, form: PromptForm, field: keyof PromptForm): string[] {
  if (!isProblem(problem)) return []

  return Object.entries(problem.errors).flatMap(([path, sentences]) => {
    if (fieldOf(path, form) !== field) return []
    const told = field === 'other_parameters' && path.startsWith(`${config}.`)
    return told ? sentences.map((sentence) => `${path.slice(config.length + 1)}: ${sentence}`) : sentences
  })
}

function fieldOf(path: string, form: PromptForm): keyof PromptForm | null {
  const [first = '', second = ''] = path.split(/[.[]/)
  if (first !== config) return first in form ? (first as keyof PromptForm) : null

  const own = ownFields.find((field) => field === second)
  return own && !isAmongOthers(own, form) ? own : 'other_parameters'
}

function isAmongOthers(name: string, { other_parameters }: PromptForm) {
  return other_parameters.trim() !== '' && rawMembers(other_parameters).has(name)
}
