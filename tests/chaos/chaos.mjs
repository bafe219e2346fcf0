// npm run chaos: everything dies and fails under load, and then every write, run, call, text and cent is accounted for.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openApp } from '../e2e/app.mjs'
import { openStorageProxy } from '../network/proxy.mjs'
import { openUpstream } from '../network/upstream.mjs'
import { Audit } from './audit.mjs'
import { Crowd } from './crowd.mjs'
import { Outages } from './outages.mjs'
import { randomFrom } from './random.mjs'
import { report } from './report.mjs'
import { scheduleFrom } from './schedule.mjs'
import { takeStock } from './stock.mjs'
import { checkWrites } from './writes.mjs'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    minutes: { type: 'string', default: '10' },
    'lose-writes': { type: 'boolean', default: false },
  },
})
const [seed, minutes, losesWrites] = [Number(values.seed), Number(values.minutes), values['lose-writes']]
if (!(Number.isInteger(seed) && minutes >= 8)) {
  console.error('Use whole numbers, and eight minutes at least: npm run chaos -- --seed 1 --minutes 10')
  process.exit(1)
}
const repeat = `npm run chaos -- --seed ${seed} --minutes ${minutes}${losesWrites ? ' --lose-writes' : ''}`

const settings = {
  RateLimits__RunsPerUser: '0',
  Simulator__FirstTokenMs: '300',
  Simulator__TokenMs: '20',
  Simulator__BalanceUsd: '1000',
}
const app = await openApp(settings, { hosts: 0, keepsFiles: true })
const ways = []
try {
  const upstream = await openUpstream(app.simulatorUrl)
  ways.push(upstream)
  const storages = await Promise.all([1, 2].map(() => openStorageProxy(app.azurePorts)))
  ways.push(...storages)
  const hosts = []
  for (const { ports } of storages) {
    hosts.push(await app.startHost({ storage: ports, env: upstream.env }))
  }

  const started = Date.now()
  // The rest of the time is for what is left to come to its end in peace: a lease, a sweep, a cost that is asked for.
  const [stormMs, loadMs, allMs] = [0.45, 0.4, 1].map((share) => share * minutes * 60_000)
  console.log(`\n${repeat}\nFive people for ${loadMs / 60_000} minutes, outages for ${stormMs / 60_000}\n`)
  const crowd = new Crowd({ hosts, random: randomFrom(seed, 1), deadline: started + allMs - 30_000 })
  await crowd.register(5)
  crowd.plan(loadMs)
  const schedule = scheduleFrom(randomFrom(seed, 2))
  const outages = new Outages({
    ...{ app, hosts, storages, upstream, schedule, losesWrites },
    random: randomFrom(seed, 3),
  })

  outages.begin()
  const everybody = crowd.go()
  await sleep(stormMs)
  await outages.end()
  await everybody
  await untilNoneIsOpen(crowd)

  const stock = await takeStock(crowd, upstream)
  const audit = new Audit(stock)
  audit.check(stock.spent)
  const writes = checkWrites({ ...crowd, lists: stock.lists })
  const seconds = Math.round((Date.now() - started) / 1000)
  const options = { seed, minutes, losesWrites }
  const { discrepancies } = report({ options, repeat, seconds, crowd, outages, audit, writes })
  process.exitCode = discrepancies.length === 0 ? 0 : 1
} finally {
  ways.forEach((way) => way.close())
  await app.stop()
}

/** What is still open a while before the end will be a discrepancy. */
async function untilNoneIsOpen(crowd) {
  while (Date.now() < crowd.deadline - 60_000 && (await crowd.isAnyOpen())) {
    await sleep(5_000)
  }
}
