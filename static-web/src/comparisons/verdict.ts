import { formatCount, plural } from '@/shared/format'
import type { PairVerdict } from './api'

/** What the votes on two variants say, as a question and its answer. */
export function verdictOf(pair: PairVerdict, label: (index: number) => string) {
  const { a, b, a_wins, b_wins, ties, p_value, b_is_better, votes_missing } = pair
  const answers = {
    yes: 'Yes.',
    no: 'No, it is worse.',
    not_enough_votes:
      votes_missing === null
        ? 'Not to be told: the votes are even.'
        : `Not enough votes yet: about ${formatCount(votes_missing)} more.`,
  }
  return {
    question: `Is “${label(b)}” better than “${label(a)}”?`,
    answer: answers[b_is_better],
    votes: `${b_wins} to ${a_wins}, ${plural(ties, 'tie')}, p = ${p_value.toPrecision(2)}`,
  }
}
