import { formatPlain } from '@/shared/format'
import type { Limits } from './api'

/** As many runs as the server lets one person have going on at once. */
const mostRunsAtOnce = 32

export type LimitName = keyof Limits

interface LimitField {
  name: LimitName
  label: string
  hint: string
  /** What an empty field stands for. */
  empty: string
  whole?: boolean
}

export const limitFields: LimitField[] = [
  {
    name: 'daily_usd',
    label: 'US dollars a day',
    hint: 'All your runs of a day together.',
    empty: 'No limit',
  },
  {
    name: 'monthly_usd',
    label: 'US dollars a month',
    hint: 'All your runs of a month together.',
    empty: 'No limit',
  },
  {
    name: 'per_run_usd',
    label: 'US dollars a run',
    hint: 'The most that one run may cost: its answer is cut to what this pays for, or it is refused.',
    empty: 'No limit',
  },
  {
    name: 'max_concurrent_runs',
    label: 'Runs at once',
    hint: `From 1 to ${mostRunsAtOnce}. Further runs wait, and start by themselves.`,
    empty: '8',
    whole: true,
  },
]

export const fieldText = (limit: number | null) => (limit === null ? '' : formatPlain(limit))

/** What is typed into a field, or what is wrong with it. Empty is null. */
export function readLimit(
  { whole }: LimitField,
  typed: string,
): { value: number | null; complaint?: string } {
  const text = typed.trim()
  if (text === '') return { value: null }
  if (!whole)
    return /^(\d+\.?\d*|\.\d+)$/.test(text)
      ? { value: Number(text) }
      : { value: null, complaint: 'This is a number, or empty for no limit.' }

  const count = /^\d+$/.test(text) ? Number(text) : 0
  return count >= 1 && count <= mostRunsAtOnce
    ? { value: count }
    : { value: null, complaint: `This is a whole number from 1 to ${mostRunsAtOnce}.` }
}
