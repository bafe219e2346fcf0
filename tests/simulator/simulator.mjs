import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildProgram } from '../../local/build.mjs'
import { freePorts, host } from '../../local/ports.mjs'
import { startSimulator } from '../../local/programs.mjs'
import { whenToldToStop } from '../../local/signals.mjs'
import { results } from '../suites.mjs'

// Told to stop in the middle of a test, it must not leave the simulator behind (processes.mjs).
whenToldToStop(() => process.exit(1))

/** A key of an account that no other test uses; how it begins tells how it is treated. */
export const key = (beginning) => `sk-or-v1-${beginning.padEnd(64, '7')}`

/** A simulator for all tests of a file, in haste but for models that have a pace of their own. */
export function useSimulator() {
  const simulator = {
    /** Asks the simulator itself, past any client. */
    async get(path, apiKey = key('ab12')) {
      const response = await fetch(new URL(path, simulator.url), {
        headers: { Authorization: `Bearer ${apiKey}` },
      })
      return { status: response.status, body: await response.json() }
    },

    /** OpenRouter's own record of a call, which takes a moment to appear. */
    async generation(id) {
      for (;;) {
        const { status, body } = await simulator.get(`/api/v1/generation?id=${id}`)
        if (status === 200) {
          return body.data
        }
        await sleep(50)
      }
    },
  }
  let program

  before(async () => {
    await buildProgram('OpenRouterSimulator')
    const [port] = await freePorts(1)
    program = await startSimulator({
      port,
      env: {
        Simulator__FirstTokenMs: '0',
        Simulator__TokenMs: '1',
        Simulator__GenerationDelayMs: '300',
      },
      log: results('simulator.log'),
    })
    simulator.url = `http://${host}:${port}`
    simulator.baseUrl = `${simulator.url}/api/v1`
  })
  after(() => program?.stop())
  return simulator
}

/** All that a stream brings. */
export async function collect(stream) {
  const all = []
  for await (const each of stream) {
    all.push(each)
  }
  return all
}

export const weather = {
  name: 'weather',
  schema: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
}

export const rating = {
  type: 'object',
  properties: { mood: { type: 'string', enum: ['calm', 'rough'] }, stars: { type: 'integer' } },
  required: ['mood', 'stars'],
  additionalProperties: false,
}
