// How long does the app take to its first answer, and how much memory does it hold, idle and under load?
import { setTimeout as sleep } from 'node:timers/promises'
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { memoryOf } from '../memory.mjs'
import { figure, figuresTable, median } from './figures.mjs'
import { load } from './load.mjs'

const starts = 7
const settleMs = 3000
const loadSeconds = 5
const bound = { startMs: 1500, idleMb: 150 }

export async function measureStart() {
  const app = await openApp(
    { RateLimits__RunsPerUser: '0', Simulator__BalanceUsd: '1000000', Simulator__FirstTokenMs: '50' },
    { hosts: 0 },
  )
  try {
    // The first start makes the tables; the rest find them.
    const host = await app.startHost()
    const [simulator, ours, idle] = [[], [], []]
    for (let round = 0; round < starts; round++) {
      await Promise.all([host.stop(), app.simulator.stop()])
      simulator.push(await timeOf(() => app.simulator.start()))
      ours.push(await timeOf(() => host.start()))
      await sleep(settleMs)
      idle.push(memoryOf(host.pid).now)
    }
    const busy = await underLoad(host)
    const figures = [
      figure('start of the simulator, a .NET web app as well', 'ms', simulator),
      figure('start of the app, to its first answer', 'ms', ours, {
        atMost: bound.startMs,
        over: { name: 'the simulator', value: median(simulator) },
      }),
      figure(`memory, idle for ${settleMs / 1000} s`, 'MB', idle, { atMost: bound.idleMb }),
      figure('memory, 16 connections that ask for prompts and start runs', 'MB', busy),
      figure('memory, at most', 'MB', [memoryOf(host.pid).most]),
    ]
    return {
      lines: [`${starts} starts of app and simulator in turns, Azurite running`, figuresTable(figures)],
      figures,
    }
  } finally {
    await app.stop()
  }
}

async function timeOf(act) {
  const start = performance.now()
  await act()
  return performance.now() - start
}

async function underLoad(host) {
  const account = await Account.register(host.url)
  const { id } = await account.createPrompt()
  const headers = { authorization: `Bearer ${account.access}` }
  const run = { model_id: 'simulator/quick', variables: { text: 'word' } }
  const half = { headers, connections: 8, seconds: loadSeconds }
  const loads = Promise.all([
    load({ ...half, url: `${host.url}/api/prompts/` }),
    load({ ...half, url: `${host.url}/api/prompts/${id}/run/`, method: 'POST', body: run }),
  ])
  const seen = []
  const looking = setInterval(() => seen.push(memoryOf(host.pid).now), 200)
  await loads.finally(() => clearInterval(looking))
  return seen
}
