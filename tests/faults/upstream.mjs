import { host } from '../../local/ports.mjs'
import { openProxy } from './proxy.mjs'

/**
 * The way to the simulator, which remembers for whom each call was made. A text that a run sends begins with the run's mark;
 * the simulator's own log knows neither texts nor runs.
 */
export async function openUpstream(simulatorUrl) {
  const { port, pathname } = new URL(simulatorUrl)
  const marks = new Map()
  const proxy = await openProxy(Number(port), ({ body }, { headers }) => {
    const generation = headers['x-generation-id']
    const mark = body.match(/\[run-[0-9a-f-]{36}\]/)?.[0]
    if (generation && mark) {
      marks.set(generation, mark)
    }
  })
  const url = `http://${host}:${proxy.port}${pathname}`
  return {
    env: { OpenRouter__BaseUrl: url, OpenRouter__SimulatorUrl: url },

    /** Every call that the simulator saw, with the mark of its run where it got as far as an answer. */
    async calls() {
      const response = await fetch(new URL('/simulator/calls', simulatorUrl))
      return (await response.json()).map((call) => ({ ...call, mark: marks.get(call.generation_id) }))
    },

    close: proxy.close,
  }
}

export const newMark = () => `[run-${crypto.randomUUID()}]`
