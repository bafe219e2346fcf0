import { formatCost, formatCount, formatDuration, plural } from '@/shared/format'
import type { RunFigures, RunGroup } from './api'

export const formatShare = (share: number | null) =>
  share === null ? '–' : `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })} %`

/** What is known of the cost, and of how many runs nothing is. */
export function costText({ total_cost_usd, unknown_costs }: RunFigures) {
  if (total_cost_usd === null) return 'unknown'
  return unknown_costs
    ? `${formatCost(total_cost_usd)} and ${plural(unknown_costs, 'unknown cost')}`
    : formatCost(total_cost_usd)
}

export const groupName = ({ prompt_name, version_number, model_id }: RunGroup) =>
  `${prompt_name} v${version_number} · ${model_id}`

export function totalFacts(total: RunFigures) {
  const { runs, succeeded, failed, failure_rate, latency_ms, time_to_first_token_ms } = total
  return [
    { name: 'Runs', value: formatCount(runs) },
    {
      name: 'Cost',
      value: formatCost(total.total_cost_usd),
      note: total.unknown_costs ? `and ${plural(total.unknown_costs, 'unknown cost')}` : '',
    },
    {
      name: 'Failed',
      value: formatShare(failure_rate),
      note: `${formatCount(failed)} of ${formatCount(succeeded + failed)}`,
    },
    {
      name: 'Latency, median',
      value: formatDuration(latency_ms?.p50),
      note: latency_ms ? `95 % within ${formatDuration(latency_ms.p95)}` : '',
    },
    {
      name: 'First token, median',
      value: formatDuration(time_to_first_token_ms?.p50),
      note: time_to_first_token_ms ? `95 % within ${formatDuration(time_to_first_token_ms.p95)}` : '',
    },
  ]
}
