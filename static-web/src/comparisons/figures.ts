import { formatCost } from '@/shared/format'
import type { Mark, Share } from './api'

/** Money in three digits, for figures that stand close together; the whole of it is in the cell. */
export const briefCost = (usd: number | null | undefined) =>
  typeof usd === 'number' ? formatCost(Number(usd.toPrecision(3))) : 'cost unknown'

export const percent = (share: number) => `${Math.round(share * 100)} %`

/** "75 % (30 to 95 %)": the share, and between which the true one lies with 95 % confidence. */
export const shareText = (share: Share | null | undefined) =>
  share ? `${percent(share.value)} (${Math.round(share.low * 100)} to ${percent(share.high)})` : '–'

const signs = { better: '▲ better', worse: '▼ worse', equal: '= equal' }

export const markText = ({ rating, verdict }: Mark) =>
  [rating && `${rating} of 5`, verdict && signs[verdict]].filter(Boolean).join(' · ')
