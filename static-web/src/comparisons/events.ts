import type { EventSourceMessage } from 'eventsource-parser'
import { followEvents } from '@/shared/api/eventStream'
import type { Cell, VariantSummary } from './api'

export interface Delta {
  variant: number
  input: number
  repeat: number
  run_id: string
  offset: number
  text?: string
}

export type BoardEvent =
  | { type: 'cells'; cells: Cell[] }
  | { type: 'summaries'; variants: VariantSummary[]; open_cells: number }
  | ({ type: 'delta' } & Delta)
  | { type: 'done' }
  | { type: 'reconnecting' }

const types = ['cells', 'summaries', 'delta', 'done']

/** Follows a board from where it is known until nothing on it is open. */
export function followBoard(
  { id, cursor }: { id: string; cursor: string },
  handle: (event: BoardEvent) => void,
  signal: AbortSignal,
) {
  const receive = ({ event = '', data }: EventSourceMessage) => {
    if (types.includes(event)) handle({ type: event, ...(JSON.parse(data) as object) } as BoardEvent)
    return event === 'done'
  }
  const reconnecting = () => handle({ type: 'reconnecting' })
  return followEvents({ path: `comparisons/${id}/events/`, lastId: cursor, receive, reconnecting }, signal)
}
