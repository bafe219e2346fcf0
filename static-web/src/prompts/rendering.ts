import { defineQueryOptions, useQueryCache } from '@pinia/colada'
import { renderTemplate, type RenderRequest } from './api'

export const renderedQuery = defineQueryOptions((request: RenderRequest) => ({
  key: ['templates', JSON.stringify(request)],
  query: () => renderTemplate(request),
  staleTime: Infinity,
  gcTime: 30_000,
}))

/** Without values: one that is not typed yet, or is left over, is no fault of the text. */
export const checkedQuery = ({ system_message, user_message_template }: Omit<RenderRequest, 'variables'>) =>
  renderedQuery({ system_message, user_message_template, variables: null })

/** What is wrong with a text; none of it when nobody can tell. */
export function useCheckText() {
  const cache = useQueryCache()
  return async (text: Omit<RenderRequest, 'variables'>) => {
    const { data } = await cache.refresh(cache.ensure(checkedQuery(text))).catch(() => ({ data: undefined }))
    return data?.problems ?? []
  }
}
