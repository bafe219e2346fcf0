import { vi } from 'vitest'

export interface Call {
  call: string
  body: unknown
  /** The body as it was sent. */
  text: string
  headers: Record<string, string>
}

/** A body, a problem with its status, a whole Response, or a function of the call that gives one of them. */
type Answer = object | null | ((call: Call) => Answer | Promise<Answer>)

const unexpected: string[] = []

/** The calls since the last look that no table had an answer for. */
export const unexpectedCalls = () => unexpected.splice(0)

/** Answers fetch from a table of 'METHOD /api/path/?query'. A call that is not in the table fails the test. */
export function fakeApi(answers: Record<string, Answer>) {
  const calls: Call[] = []

  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const text = init.body ? await new Response(init.body).text() : ''
    const call: Call = {
      call: `${init.method ?? 'GET'} ${url}`,
      body: text ? JSON.parse(text) : undefined,
      text,
      headers: init.headers as Record<string, string>,
    }
    calls.push(call)
    let answer = answers[call.call]
    if (answer === undefined) {
      unexpected.push(call.call)
      throw new Error(`Unexpected call: ${call.call}`)
    }
    while (typeof answer === 'function') answer = await answer(call)
    init.signal?.throwIfAborted()
    return answer instanceof Response ? answer : respond(answer as object | null)
  })

  return {
    calls,
    /** The calls to one entry of the table, in order. */
    to: (name: string) => calls.filter(({ call }) => call === name),
    /** Changes what an entry answers from now on. */
    set: (name: string, answer: Answer) => (answers[name] = answer),
  }
}

export const problem = (status: number, code: string, more: object = {}) => ({
  problem: { type: `urn:promptlab:${code}`, title: code, status, ...more },
})

export const json = (body: unknown, init: ResponseInit = {}) => Response.json(body, init)

/** An event stream that the test writes to. */
export function eventStream() {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array>
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) })

  return {
    response: () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    send: (event: string, data: object, id = '') =>
      controller.enqueue(
        encoder.encode(`${id && `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      ),
    comment: () => controller.enqueue(encoder.encode(': still here\n\n')),
    close: () => controller.close(),
  }
}

function respond(answer: object | null) {
  if (answer === null) return new Response(null, { status: 204 })
  if (!('problem' in answer)) return Response.json(answer)

  const details = answer.problem as { status: number }
  return new Response(JSON.stringify(details), {
    status: details.status,
    headers: { 'Content-Type': 'application/problem+json' },
  })
}
