import type { EventSourceMessage } from 'eventsource-parser'
import { followEvents } from '@/shared/api/eventStream'
import { runOf, type Run, type RunStatus } from './api'

export type RunEvent =
  | { type: 'status'; status: RunStatus }
  | { type: 'delta'; offset: number; text?: string; reasoning?: string }
  | { type: 'done'; run: Run }
  | { type: 'reconnecting' }

/** Follows a run to its end. Throws the Problem that makes going on pointless. */
export function followRun(id: string, handle: (event: RunEvent) => void, signal: AbortSignal) {
  const receive = (message: EventSourceMessage) => {
    const event = parse(message)
    if (event) handle(event)
    return event?.type === 'done'
  }
  const reconnecting = () => handle({ type: 'reconnecting' })
  return followEvents({ path: `runs/${id}/events/`, receive, reconnecting }, signal)
}

function parse({ event, data }: EventSourceMessage): RunEvent | null {
  if (event === 'done') return { type: event, run: runOf(data, 'run') }
  if (event !== 'status' && event !== 'delta') return null
  return { type: event, ...(JSON.parse(data) as object) } as RunEvent
}
