import { isProblem } from '@/shared/api/problem'

/** What a problem says of the things under a field: `inputs[3].variables.topic` is `variables.topic` of row 3. */
export function errorsUnder(problem: Error | null, field: string) {
  if (!isProblem(problem)) return []
  const place = new RegExp(`^${field}\\[(\\d+)\\]\\.?(.*)$`)
  return Object.entries(problem.errors).flatMap(([path, sentences]) => {
    const [, index, rest = ''] = place.exec(path) ?? []
    return index === undefined ? [] : [{ index: Number(index), path: rest, text: sentences.join(' ') }]
  })
}
