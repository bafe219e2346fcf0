import type { CreateRunRequest } from './api'
import { useCreateRun } from './queries'

// crypto.randomUUID is missing where the page is served without TLS.
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')

/**
 * Starts one run for each time a person means it. Who asks for the same again while nobody knows what became of the
 * first call (the line was lost) sends its key again, and gets the run that it made.
 */
export function useStartRun() {
  const { mutateAsync: create, error: problem, isLoading: busy } = useCreateRun()
  let meant: { what: string; key: string } | null = null
  let starting = false

  /** Null when it came to nothing, which `problem` tells, or when a run is being started already. */
  async function start(promptId: string, body: CreateRunRequest) {
    if (starting) return null
    starting = true

    const what = JSON.stringify([promptId, body])
    if (meant?.what !== what) meant = { what, key: newKey() }
    const run = await create({ promptId, body, key: meant.key }).catch(() => null)

    if (run) meant = null
    starting = false
    return run
  }

  return { start, problem, busy }
}
