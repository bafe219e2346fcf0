// A thousand event streams on one host in which nothing happens: what do they cost, and what do the others notice?
import { setTimeout as sleep } from 'node:timers/promises'
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { percentile, table } from '../bench/figures.mjs'
import { memoryOf } from '../memory.mjs'
import { ask } from './clients.mjs'

const perAccount = 100
const accounts = 10
const mostMegabytes = 200

export async function openStreams() {
  const app = await openApp(
    { RateLimits__RunsPerUser: '0', RateLimits__RegistrationsPerAddress: '0' },
    { hosts: 0 },
  )
  const faults = []
  const leave = new AbortController()
  try {
    const host = await app.startHost()
    const other = await Account.register(host.url)
    await ask(other, 100)
    const before = { memory: megabytes(host.pid), answers: await ask(other, 100) }

    const opened = []
    for (let number = 0; number < accounts; number++) {
      opened.push(...(await listenALot(host.url, leave.signal)))
    }
    await sleep(10_000)
    const during = { memory: megabytes(host.pid), answers: await ask(other, 100) }
    const refused = opened.filter(({ status }) => status === 429).length
    const listening = opened.filter(({ status }) => status === 200).length

    if (listening !== perAccount * accounts || refused !== accounts) {
      faults.push(`${listening} streams were opened and ${refused} refused`)
    }
    if (during.answers.failed > 0) {
      faults.push(`${during.answers.failed} of 100 requests of somebody else failed`)
    }
    if (during.memory - before.memory > mostMegabytes) {
      faults.push(
        `${listening} streams take ${during.memory - before.memory} MB; at most ${mostMegabytes} are wanted`,
      )
    }

    const row = (name, { memory, answers }) => [
      name,
      `${memory} MB`,
      ...[0.5, 0.95].map((part) => `${Math.round(percentile(answers.times, part))} ms`),
    ]
    const rows = [
      row('before', before),
      row(`with ${listening} idle streams of ${accounts} accounts`, during),
    ]
    return {
      lines: [
        `Event streams, ${refused} more refused with 429 (${perAccount} an account and instance)`,
        table(['', 'memory of the host', "somebody else's prompt list, p50", 'p95'], rows),
      ],
      faults,
    }
  } finally {
    leave.abort()
    await app.stop()
  }
}

/** One run that never says anything, and one listener more than there may be. */
async function listenALot(url, signal) {
  const account = await Account.register(url)
  const { id } = await account.createPrompt()
  const run = await account.call('POST', `prompts/${id}/run/`, {
    model_id: 'simulator/keeps-alive',
    variables: { text: 'Hello' },
  })
  const headers = { Authorization: `Bearer ${account.access}` }
  const listen = () => fetch(`${url}/api/runs/${run.id}/events/`, { headers, signal })
  const all = await Promise.all(Array.from({ length: perAccount }, listen))
  return [...all, await listen()]
}

const megabytes = (pid) => Math.round(memoryOf(pid).now)
