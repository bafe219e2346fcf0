import { formatCost, formatDuration } from '@/shared/format'
import type { Run, RunStatus } from './api'

/** The state of a run as one sentence, for the eye and for a screen reader. */
export function runSummary(run: Run, status: RunStatus, reconnecting: boolean) {
  if (reconnecting) return 'The connection was lost; trying again. The run goes on.'

  switch (status) {
    case 'queued':
      return 'Waiting to start…'
    case 'running':
      return 'Answering…'
    case 'succeeded':
      return `Finished in ${formatDuration(run.latency_ms)}, cost ${formatCost(run.total_cost_usd)}.`
    case 'canceled':
      return `Stopped. ${billingNote(run)}`.trim()
    case 'interrupted':
      return 'Interrupted before the end; the text so far is kept.'
    case 'failed':
      return 'Failed.'
  }
}

/** What stopping means for the bill, as far as anybody knows. */
function billingNote({ billing, started_at }: Run) {
  if (billing === 'stopped') return 'The provider has stopped billing.'
  if (billing === 'may_continue') return 'The provider may bill the whole answer.'
  return started_at === null ? 'Nothing was sent to OpenRouter, so nothing is billed.' : ''
}
