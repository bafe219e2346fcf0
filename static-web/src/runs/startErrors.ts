import { isProblem } from '@/shared/api/problem'

const texts: Record<string, string> = {
  system_message: 'System message',
  user_message_template: 'User message template',
}

/** What a refused run complains of that no field of the form can show: the version itself, for one. */
export function otherErrors(problem: Error | null, variables: string[]) {
  const shown = ['model_id', ...variables.map((name) => `variables.${name}`)]
  return Object.entries(isProblem(problem) ? problem.errors : {})
    .filter(([path]) => !shown.includes(path))
    .flatMap(([path, sentences]) => sentences.map((sentence) => `${texts[path] ?? path}. ${sentence}`))
}
