import { formatCost, formatCount } from '@/shared/format'
import type { ApiKeyFacts } from './api'

const known = (count: number | null) => (count === null ? 'unknown' : formatCount(count))

function dateOf(text: string) {
  const time = Date.parse(text)
  return Number.isNaN(time) ? text : new Date(time).toLocaleDateString('en', { dateStyle: 'medium' })
}

/** What OpenRouter says of a key, as a person reads it. What it does not say is unknown, or left out where that tells nothing. */
export function creditFacts(key: ApiKeyFacts) {
  const { limit_usd, limit_remaining_usd, limit_reset, free_requests_today, expires_at } = key
  const unlimited = limit_usd === null && limit_remaining_usd === null

  return [
    {
      name: 'Left on this key',
      value: unlimited ? 'no limit' : formatCost(limit_remaining_usd),
      note: [limit_usd !== null && `of ${formatCost(limit_usd)}`, limit_reset && `starts anew ${limit_reset}`]
        .filter(Boolean)
        .join(', '),
    },
    { name: 'Spent today', value: formatCost(key.usage_today_usd), note: 'on this key, in UTC' },
    { name: 'Spent this month', value: formatCost(key.usage_this_month_usd), note: 'on this key, in UTC' },
    ...(free_requests_today
      ? [
          {
            name: 'Free requests today',
            value: `${known(free_requests_today.used)} of ${known(free_requests_today.limit)}`,
            note: 'of the whole account',
          },
        ]
      : []),
    ...(expires_at ? [{ name: 'Expires', value: dateOf(expires_at), note: '' }] : []),
  ]
}
