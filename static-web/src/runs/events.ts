import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { apiResponse } from '@/shared/api/http'
import { isProblem } from '@/shared/api/problem'
import { runOf, type Run, type RunStatus } from './api'

export type RunEvent =
  | { type: 'status'; status: RunStatus }
  | { type: 'delta'; offset: number; text?: string; reasoning?: string }
  | { type: 'done'; run: Run }
  | { type: 'reconnecting' }

// The server sends a comment every 15 seconds; three missed ones mean the line is dead.
const silence = 45_000
const longestPause = 10_000

/**
 * Follows a run to its end, over as many connections as it takes. EventSource cannot carry the Authorization header,
 * so the stream is read by hand. Throws the Problem that makes going on pointless, such as not-found.
 */
export async function followRun(id: string, handle: (event: RunEvent) => void, signal: AbortSignal) {
  let lastId = ''
  let done = false

  const receive = (message: EventSourceMessage) => {
    const event = parse(message)
    if (message.id) lastId = message.id
    if (!event) return
    done ||= event.type === 'done'
    handle(event)
  }

  for (let attempt = 0; !signal.aborted; attempt++) {
    const before = lastId
    try {
      await readOnce(id, lastId, receive, signal)
    } catch (error) {
      if (isProblem(error) && error.details.status >= 400 && error.details.status < 500) throw error
    }
    if (done || signal.aborted) return

    if (lastId !== before) attempt = 0
    handle({ type: 'reconnecting' })
    await pause(Math.min(longestPause, 500 * 2 ** attempt) * (0.75 + Math.random() / 2), signal)
  }
}

async function readOnce(
  id: string,
  lastId: string,
  receive: (message: EventSourceMessage) => void,
  outer: AbortSignal,
) {
  const silent = new AbortController()
  const signal = AbortSignal.any([outer, silent.signal])
  let watch = setTimeout(() => silent.abort(), silence)

  try {
    const headers = { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }) }
    const response = await apiResponse('GET', `runs/${id}/events/`, { headers, signal })
    if (!response.body) return
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    const parser = createParser({ onEvent: receive })

    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(watch)
      watch = setTimeout(() => silent.abort(), silence)
      parser.feed(decoder.decode(value, { stream: true }))
    }
  } finally {
    clearTimeout(watch)
  }
}

function parse({ event, data }: EventSourceMessage): RunEvent | null {
  if (event === 'done') return { type: event, run: runOf(data, 'run') }
  if (event !== 'status' && event !== 'delta') return null
  return { type: event, ...(JSON.parse(data) as object) } as RunEvent
}

function pause(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
