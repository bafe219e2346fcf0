import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { apiResponse } from './http'
import { isProblem } from './problem'

// The server sends a comment every 15 seconds; three missed ones mean the line is dead.
const silence = 45_000
const longestPause = 10_000

export interface EventStream {
  path: string
  /** Where to begin: the id of the last event that is known. */
  lastId?: string
  /** True says that this was the last event. */
  receive: (message: EventSourceMessage) => boolean
  reconnecting: () => void
}

/**
 * Follows server-sent events to their end, over as many connections as it takes. EventSource cannot carry the
 * Authorization header, so the stream is read by hand. Throws the Problem that makes going on pointless, such as not-found.
 */
export async function followEvents(
  { path, lastId = '', receive, reconnecting }: EventStream,
  signal: AbortSignal,
) {
  let last = lastId
  let done = false
  const listen = (message: EventSourceMessage) => {
    if (message.id) last = message.id
    done = receive(message) || done
  }

  for (let attempt = 0; !signal.aborted; attempt++) {
    const before = last
    try {
      await readOnce(path, last, listen, signal)
    } catch (error) {
      if (isProblem(error) && isFinal(error.details.status)) throw error
    }
    if (done || signal.aborted) return

    if (last !== before) attempt = 0
    reconnecting()
    await pause(Math.min(longestPause, 500 * 2 ** attempt) * (0.75 + Math.random() / 2), signal)
  }
}

/** Too many requests or streams now (429) may be fewer later; anything else that is the asker's fault stays so. */
const isFinal = (status: number) => status >= 400 && status < 500 && status !== 429

async function readOnce(
  path: string,
  lastId: string,
  listen: (message: EventSourceMessage) => void,
  outer: AbortSignal,
) {
  const silent = new AbortController()
  const signal = AbortSignal.any([outer, silent.signal])
  let watch = setTimeout(() => silent.abort(), silence)

  try {
    const headers = { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }) }
    const response = await apiResponse('GET', path, { headers, signal })
    if (!response.body) return
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    const parser = createParser({ onEvent: listen })

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

function pause(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
