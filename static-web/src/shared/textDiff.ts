import { diffWordsWithSpace } from 'diff'
import type { Schemas } from './api/schemas'

export type DiffPart = Schemas['TextDiff'][number]

/** Word by word, in the form that the API gives its own comparisons: removed is only in the first, added only in the second. */
export const wordDiff = (first: string, second: string): DiffPart[] =>
  diffWordsWithSpace(first, second).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
