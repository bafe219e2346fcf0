import { useLookAgain } from '@/shared/lookAgain'
import { isFinished, type Run } from './api'
import { useQuietLook } from './queries'

// The server asks OpenRouter at growing pauses too; about ten minutes in all.
const pauses = [3, 5, 10, 20, 40, 80, 160, 320].map((seconds) => seconds * 1000)

/** A cost that has not come by then will not come. */
const longest = 60 * 60_000

const mayCome = (run: Run) =>
  isFinished(run) &&
  run.total_cost_usd === null &&
  run.generation_id !== null &&
  run.finished_at !== null &&
  Date.now() - Date.parse(run.finished_at) < longest

/** True while the exact cost of a run that is over may still come: the run is looked at again, ever more rarely. */
export const useLateCost = (run: () => Run | undefined) =>
  useLookAgain(
    () => {
      const known = run()
      return known && mayCome(known) ? known.id : ''
    },
    pauses,
    useQuietLook(),
  )
