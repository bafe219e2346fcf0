import { host } from '../../local/ports.mjs'
import { openProxy } from './proxy.mjs'

/**
 * The way to the simulator, which remembers for whom each call was made, and how far its answer got. A text that a run sends
 * begins with the run's mark; the simulator's own log knows neither texts nor runs.
 */
export async function openUpstream(simulatorUrl) {
  const { port, pathname } = new URL(simulatorUrl)
  const answers = new Map()
  const disturbed = new Set()
  const proxy = await openProxy(Number(port), ({ body }, reply) => {
    const generation = reply.headers['x-generation-id']
    const mark = markIn(body)
    if (generation && mark) {
      const answer = { mark, hasTokens: false }
      answers.set(generation, answer)
      reply.on('data', (piece) => (answer.hasTokens ||= aToken.test(piece)))
    }
  })
  const url = `http://${host}:${proxy.port}${pathname}`
  return {
    env: { OpenRouter__BaseUrl: url, OpenRouter__SimulatorUrl: url },

    /** Every call that the simulator saw, with the mark of its run where it got as far as an answer. */
    async calls() {
      const response = await fetch(new URL('/simulator/calls', simulatorUrl))
      return (await response.json()).map((call) => ({ ...call, ...answers.get(call.generation_id) }))
    },

    /** As the proxy's; the marks of the runs that were harmed by it are in disturbed. */
    disturb: (trouble) =>
      proxy.disturb(
        trouble &&
          ((request) => {
            const met = trouble(request)
            if (met.refuses || met.cutAfterMs !== undefined) {
              disturbed.add(markIn(request.body))
            }
            return met
          }),
      ),
    disturbed,
    cut: proxy.cut,
    mend: proxy.mend,
    close: proxy.close,
  }
}

export const newMark = () => `[run-${crypto.randomUUID()}]`

const markIn = (body) => body.match(/\[run-[0-9a-f-]{36}\]/)?.[0]

const aToken = /"(content|reasoning)":\s*"[^"]/
