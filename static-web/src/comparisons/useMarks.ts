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

  /** One after the other: a mark goes out whole, so the next begins from what the one before has made of it. */
  let last = Promise.resolve()
  const change = (place: Place, changed: (mark: Mark | undefined) => Partial<Mark>) =>
    (last = last.then(() => send(place, changed)))

  async function send({ variant, input, repeat }: Place, changed: (mark: Mark | undefined) => Partial<Mark>) {
    const mark = markOf({ variant, input, repeat })
    const { rating = null, verdict = null, than = null } = mark ?? {}
    const body = { variant, input, repeat, rating, verdict, than, ...changed(mark) }
    await mutateAsync({ id: id(), body }).then(
      (answer) => void (marking.value = answer),
      () => {},
    )
  }

  return {
    markOf,
    problem: error,
    /** The same again takes it away. */
    rate: (place: Place, rating: number) =>
      change(place, (mark) => ({ rating: mark?.rating === rating ? null : rating })),
    judge(place: Place, verdict: Verdict, than: number) {
      if (place.variant === than) return
      return change(place, (mark) =>
        mark?.verdict === verdict && mark.than === than ? { verdict: null, than: null } : { verdict, than },
      )
    },
    clear: (place: Place) => change(place, () => ({ rating: null, verdict: null, than: null })),
  }
}

export type Marks = ReturnType<typeof useMarks>
