import { computed } from 'vue'
import type { Cell, Mark } from './api'
import { useMarkCell } from './queries'
import type { LiveBoard } from './useBoard'

export type Verdict = NonNullable<Mark['verdict']>
type Place = Pick<Cell, 'input' | 'variant' | 'repeat'>

/** A person's marks on the cells of a board. */
export function useMarks(id: () => string, { marking, indexOf }: LiveBoard) {
  const { mutateAsync, error } = useMarkCell()
  const byIndex = computed(() => new Map(marking.value.marks.map((mark) => [indexOf(mark), mark])))
  const markOf = (place: Place) => byIndex.value.get(indexOf(place))

  async function change({ variant, input, repeat }: Place, changed: Partial<Mark>) {
    const { rating = null, verdict = null, than = null } = markOf({ variant, input, repeat }) ?? {}
    const body = { variant, input, repeat, rating, verdict, than, ...changed }
    await mutateAsync({ id: id(), body }).then(
      (answer) => (marking.value = answer),
      () => {},
    )
  }

  return {
    markOf,
    problem: error,
    /** The same again takes it away. */
    rate: (place: Place, rating: number) =>
      change(place, { rating: markOf(place)?.rating === rating ? null : rating }),
    judge(place: Place, verdict: Verdict, than: number) {
      if (place.variant === than) return
      const mark = markOf(place)
      const same = mark?.verdict === verdict && mark.than === than
      return change(place, same ? { verdict: null, than: null } : { verdict, than })
    },
    clear: (place: Place) => change(place, { rating: null, verdict: null, than: null }),
  }
}

export type Marks = ReturnType<typeof useMarks>
