// npm run chaos: hosts are killed under hundreds of runs, and then every run, call, text and cent is accounted for.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openApp } from '../e2e/app.mjs'
import { openUpstream } from '../faults/upstream.mjs'
import { Audit } from './audit.mjs'
import { Crowd } from './crowd.mjs'
import { Outages } from './outages.mjs'
import { randomFrom } from './random.mjs'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})
const [count, minutes, seed] = [values.runs, values.minutes, values.seed].map(Number)
if (!(count > 0 && minutes >= 0 && Number.isInteger(seed))) {
  console.error('Use numbers: npm run chaos -- --runs 500 --minutes 10 --seed 1')
  process.exit(1)
}
const accounts = 5
const runsPerSecond = 4
const repeat = `npm run chaos -- --runs ${count} --minutes ${minutes} --seed ${seed}`

const settings = {
  RateLimits__RunsPerUser: '0',
  Simulator__FirstTokenMs: '300',
  Simulator__TokenMs: '8',
}
const app = await openApp(settings, { hosts: 0 })
let upstream
try {
  upstream = await openUpstream(app.simulatorUrl)
  const hosts = await Promise.all([1, 2].map(() => app.startHost({ env: upstream.env })))

  console.log(
    `\n${count} runs of ${accounts} accounts, seed ${seed}; hosts are killed for at most ${minutes} minutes`,
  )
  const started = Date.now()
  const untilCalm = started + minutes * 60_000
  // What is left then has this long to come to its end in peace: a lease, a sweep, and a queue's second try.
  const deadline = untilCalm + 5 * 60_000
  const crowd = new Crowd({ hosts, random: randomFrom(seed), deadline })
  await crowd.register(accounts)
  crowd.plan(count)
  const outages = new Outages({ hosts, azurite: app.azurite, random: randomFrom(seed + 1), everyMs: 5_000 })

  outages.begin()
  const everybody = crowd.go(runsPerSecond)
  await untilNoneIsOpen(crowd, everybody, untilCalm)
  await outages.end()
  await untilNoneIsOpen(crowd, everybody, deadline)
  await everybody.catch((error) => console.error(error.message))

  const { audit, spent } = await takeStock(crowd)
  audit.check(spent)
  report(audit, outages.counts, Math.round((Date.now() - started) / 1000))
  process.exitCode = audit.discrepancies.length === 0 ? 0 : 1
} finally {
  upstream?.close()
  await app.stop()
}

/** Waits until everybody has started their runs and all of them are over, or until it is too late. */
async function untilNoneIsOpen(crowd, everybody, end) {
  let isStarted = false
  everybody.then(
    () => (isStarted = true),
    () => (isStarted = true),
  )
  for (let told = 0; Date.now() < end; await sleep(2_000)) {
    const open = await crowd.countOpen()
    if (isStarted && open === 0) {
      return
    }
    if (Date.now() - told > 20_000) {
      told = Date.now()
      console.log(`${crowd.runs.filter(({ id }) => id).length} started, ${open} open`)
    }
  }
}

/** Runs, calls and ledgers; a cost that is found out meanwhile would make them disagree, so they are read until they rest. */
async function takeStock(crowd) {
  for (let before; ; await sleep(3_000)) {
    await crowd.readAll()
    const calls = await upstream.calls()
    const spent = await Promise.all(
      crowd.accounts.map(async (each) => ({ account: each.account, usd: await crowd.spentToday(each) })),
    )
    const now = JSON.stringify([spent, crowd.runs.map(({ stored }) => stored?.total_cost_usd), calls])
    if (now === before) {
      return { audit: new Audit(crowd.runs, calls), spent }
    }
    before = now
  }
}

function report(audit, { kills, freezes }, seconds) {
  console.log(`\n${kills} hosts killed, storage frozen ${freezes} times, ${seconds} s\n`)
  console.log(audit.table())
  console.log(
    audit.discrepancies.length === 0
      ? '\nEverything adds up.'
      : `\n${audit.discrepancies.length} discrepancies:\n${audit.discrepancies.join('\n')}`,
  )
  console.log(`Once more: ${repeat}`)
}
