import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'

const tags =
  'assign capture case comment cycle else elsif endcapture endcase endcomment endfor endif endraw endunless for if raw unless when'
const filters =
  'abs append capitalize ceil compact date default divided_by downcase escape first floor join json last lstrip map minus modulo newline_to_br plus prepend remove replace reverse round rstrip size slice sort split strip strip_html strip_newlines times truncate truncatewords uniq upcase url_encode where'

const asOptions = (words: string, type: string): Completion[] =>
  words.split(' ').map((label) => ({ label, type }))
const tagOptions = asOptions(tags, 'keyword')
const filterOptions = asOptions(filters, 'function')

/** What may stand where the cursor is: a tag, a filter, or a variable that is known already. */
export const liquidCompletion =
  (variables: () => string[]) =>
  (context: CompletionContext): CompletionResult | null => {
    const open = context.matchBefore(/\{[{%][^{}%]*/)
    if (!open) return null

    const word = context.matchBefore(/[\w.]*/)
    const before = open.text.slice(0, open.text.length - (word?.text.length ?? 0))
    return {
      from: word?.from ?? context.pos,
      options: optionsAfter(before, variables),
      validFor: /^[\w.]*$/,
    }
  }

function optionsAfter(before: string, variables: () => string[]) {
  if (/\|\s*$/.test(before)) return filterOptions
  if (/^\{%-?\s*$/.test(before)) return tagOptions
  return variables().map((label): Completion => ({ label, type: 'variable' }))
}
