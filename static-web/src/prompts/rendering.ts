import { defineQueryOptions, useQueryCache } from '@pinia/colada'
import { renderTemplate, type RenderRequest, type TemplateProblem } from './api'

type Text = Omit<RenderRequest, 'variables'>

export const renderedQuery = defineQueryOptions((request: RenderRequest) => ({
  key: ['templates', JSON.stringify(request)],
  query: () => renderTemplate(request),
  staleTime: Infinity,
  gcTime: 30_000,
}))

/** Without values: one that is not typed yet, or is left over, is no fault of the text. */
export const checkedQuery = ({ system_message, user_message_template }: Text) =>
  renderedQuery({ system_message, user_message_template, variables: null })

function useProblems() {
  const cache = useQueryCache()
  return async (query: ReturnType<typeof renderedQuery>) => {
    const { data } = await cache.refresh(cache.ensure(query)).catch(() => ({ data: undefined }))
    return data?.problems ?? []
  }
}

/** What is wrong with a text; none of it when nobody can tell. */
export function useCheckText() {
  const problemsOf = useProblems()
  return (text: Text) => problemsOf(checkedQuery(text))
}

/** What keeps a text from being run with these values: an error in it, or a value that is missing. */
export function useFindObstacles() {
  const problemsOf = useProblems()
  return async (request: RenderRequest) => {
    const [found, always] = await Promise.all([
      problemsOf(renderedQuery(request)),
      problemsOf(checkedQuery(request)),
    ])
    const isOfValues = ({ field, message }: TemplateProblem) =>
      !field.startsWith('variables.') && !always.some((known) => known.message === message)
    return found.filter((problem) => problem.severity === 'error' || isOfValues(problem))
  }
}
