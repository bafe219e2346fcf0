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

function billingNote({ billing }: Run) {
  if (billing === 'stopped') return 'The provider stopped billing at that moment.'
  if (billing === 'may_continue') return 'This provider may still bill for the rest of the answer.'
  return ''
}
