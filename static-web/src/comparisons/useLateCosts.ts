import { useLookAgain } from '@/shared/lookAgain'
import { getBoard } from './api'
import type { LiveBoard } from './useBoard'

// A whole board is larger than a run, so it is looked at less often; about six minutes in all.
const pauses = [3, 10, 30, 90, 240].map((seconds) => seconds * 1000)

/** What answers have cost comes after their end where they were stopped or cut off: a board that is over is looked at again until all is told. */
export function useLateCosts({ board, openCells, summaries, takeFigures }: LiveBoard) {
  return useLookAgain(
    () =>
      board.value && !openCells.value && summaries.value.some(({ unknown_costs }) => unknown_costs > 0)
        ? board.value.id
        : '',
    pauses,
    async (id) => {
      const later = await getBoard(id).catch(() => null)
      if (later && later.id === board.value?.id && !later.open_cells) takeFigures(later)
    },
  )
}
