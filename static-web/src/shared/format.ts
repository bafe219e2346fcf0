/** As many decimal places as a number of this size can hold: 15 digits are exact, what follows is noise of the machine. */
function exactPlaces(value: number) {
  const size = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)))
  return Math.min(20, Math.max(2, 14 - size))
}

/** Dollars with every digit they have: 1.4e-7 is $0.00000014. Unknown is not zero. */
export function formatCost(usd: number | null | undefined) {
  if (usd === null || usd === undefined) return 'unknown'

  return usd.toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: exactPlaces(usd),
  })
}

/** A number as one types it: never 1e-7. */
export const formatPlain = (value: number) =>
  value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: exactPlaces(value) })

/** A catalogue price (decimal string, USD per token; "-1" varies) as people read it: per million tokens. */
export function formatPrice(perToken: string | undefined) {
  const usd = Number(perToken)
  if (perToken === undefined || perToken === '' || Number.isNaN(usd)) return 'unknown'
  if (usd < 0) return 'varies'
  return usd === 0 ? 'free' : formatCost(usd * 1_000_000)
}

/** What something may cost (USD), in two digits: more would promise what nobody can know beforehand. */
export function formatCostRange({ low, high }: { low: number | null; high: number | null }) {
  if (low === null || high === null) return 'not known beforehand'
  if (high === 0) return 'free'
  const roughly = (usd: number) => formatCost(Number(usd.toPrecision(2)))
  return low === high ? roughly(high) : `${roughly(low)} to ${roughly(high)}`
}

export const formatCount = (count: number | null | undefined) =>
  count === null || count === undefined ? '–' : count.toLocaleString('en-US')

export function formatDuration(ms: number | null | undefined) {
  if (ms === null || ms === undefined) return '–'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** "5 minutes ago"; beyond a week, the date. */
export function formatAgo(iso: string, now = Date.now()) {
  const seconds = (now - Date.parse(iso)) / 1000
  const ago = (size: number, unit: Intl.RelativeTimeFormatUnit) =>
    new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(
      -Math.max(1, Math.floor(seconds / size)),
      unit,
    )

  if (seconds < 45) return 'just now'
  if (seconds < 3600) return ago(60, 'minute')
  if (seconds < 86_400) return ago(3600, 'hour')
  if (seconds < 7 * 86_400) return ago(86_400, 'day')
  return new Date(iso).toLocaleDateString('en', { dateStyle: 'medium' })
}

/** How long to wait, as a person would say it. Retry-After is a number of seconds or a date. */
export function formatWait(retryAfter: string, now = Date.now()) {
  const given = Number(retryAfter)
  const seconds = Math.max(1, Math.ceil(Number.isNaN(given) ? (Date.parse(retryAfter) - now) / 1000 : given))
  if (Number.isNaN(seconds)) return 'a while'
  if (seconds < 90) return plural(seconds, 'second')
  if (seconds < 90 * 60) return plural(Math.ceil(seconds / 60), 'minute')
  return plural(Math.ceil(seconds / 3600), 'hour')
}

export const plural = (count: number, noun: string) =>
  `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
