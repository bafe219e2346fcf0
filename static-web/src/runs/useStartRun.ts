import { idempotencyKeys } from '@/shared/api/idempotency'
import type { CreateRunRequest } from './api'
import { useCreateRun } from './queries'

/** Starts one run for each time a person means it. */
export function useStartRun() {
  const { mutateAsync: create, error: problem, isLoading: busy } = useCreateRun()
  const keys = idempotencyKeys()
  let starting = false

  /** Null when it came to nothing, which `problem` tells, or when a run is being started already. */
  async function start(promptId: string, body: CreateRunRequest) {
    if (starting) return null
    starting = true

    const key = keys.keyFor(JSON.stringify([promptId, body]))
    const run = await create({ promptId, body, key }).catch(() => null)

    if (run) keys.settle()
    starting = false
    return run
  }

  return { start, problem, busy }
}
