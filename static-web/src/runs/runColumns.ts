import { ref, watch } from 'vue'
import { formatCount, formatDuration } from '@/shared/format'
import { readStored, writeStored } from '@/shared/stored'
import type { RunSummary } from './api'
import { runCost } from './runCost'

/** From which width on a column has room. */
const from = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
}

const figure = 'text-right whitespace-nowrap tabular-nums'

/** What a table of runs can show besides the run itself and its status. */
const all = {
  model: {
    label: 'Model',
    look: `${from.lg} min-w-44 break-words`,
    text: ({ model_id }: RunSummary) => model_id,
  },
  answer: {
    label: 'Answer',
    look: `${from.lg} max-w-64 truncate text-muted`,
    text: (run: RunSummary) => run.response_preview,
  },
  provider: { label: 'Provider', look: from.lg, text: (run: RunSummary) => run.provider ?? '–' },
  tokensIn: {
    label: 'Tokens in',
    look: `${from.md} ${figure}`,
    text: (run: RunSummary) => formatCount(run.input_tokens),
  },
  tokensOut: {
    label: 'Tokens out',
    look: `${from.md} ${figure}`,
    text: (run: RunSummary) => formatCount(run.output_tokens),
  },
  cost: { label: 'Cost', look: `${from.sm} ${figure}`, text: runCost },
  firstToken: {
    label: 'First token',
    look: `${from.md} ${figure}`,
    text: (run: RunSummary) => formatDuration(run.time_to_first_token_ms),
  },
  latency: {
    label: 'Latency',
    look: `${from.sm} ${figure}`,
    text: (run: RunSummary) => formatDuration(run.latency_ms),
  },
  finish: { label: 'Finish reason', look: from.lg, text: (run: RunSummary) => run.finish_reason ?? '–' },
  time: { label: 'Time', look: `${from.sm} ${figure} text-muted`, text: (run: RunSummary) => run.created_at },
}

export type RunColumn = keyof typeof all
export const runColumns = all
export const runColumnNames = Object.keys(all) as RunColumn[]

export const briefColumns: RunColumn[] = ['cost', 'latency']
export const usualColumns: RunColumn[] = ['model', 'tokensIn', 'tokensOut', 'cost', 'latency', 'time']

const name = 'promptlab.run-columns'

/** The columns that this browser shows, always in the same order. */
export function useRunColumns() {
  const kept = readStored<RunColumn[]>(name)
  const chosen = ref<RunColumn[]>(Array.isArray(kept) ? kept : usualColumns)
  const shown = () => runColumnNames.filter((column) => chosen.value.includes(column))

  watch(chosen, () => writeStored(name, shown().join() === usualColumns.join() ? null : shown()))
  return { chosen, shown }
}
