import { formatCost } from '@/shared/format'
import { isFinished, type RunSummary } from './api'

type Priced = Pick<RunSummary, 'status' | 'started_at' | 'total_cost_usd'>

/** What a run has cost: nothing to tell while it goes on, or when it was stopped before it began; else the cost, or that nobody told. */
export const runCost = (run: Priced) =>
  isFinished(run) && run.started_at !== null ? formatCost(run.total_cost_usd) : '–'
