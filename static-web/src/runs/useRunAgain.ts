import type { Run } from './api'
import { useStartRun } from './useStartRun'

/** Runs again exactly what was run: the version, the model, the variables and the parameters, as they were written. */
export function useRunAgain(started: (run: Run) => unknown) {
  const { start, problem, busy } = useStartRun()

  async function runAgain({ prompt_id, version_number, model_id, variables_json, model_config_json }: Run) {
    const run = await start(prompt_id, { version_number, model_id, variables_json, model_config_json })
    if (run) await started(run)
  }

  return { runAgain, problem, busy }
}
