import { plural } from '@/shared/format'
import type { TemplateProblem } from './api'

/** "1 error and 2 warnings". */
export function inAll(problems: TemplateProblem[]) {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  return [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')]
    .filter(Boolean)
    .join(' and ')
}

/** The problems of one of the two texts; what names neither is shown under the user's. */
export const problemsOf = (problems: TemplateProblem[], field: 'system_message' | 'user_message_template') =>
  problems.filter((problem) => (problem.field === 'system_message') === (field === 'system_message'))
