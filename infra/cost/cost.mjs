// npm run cost: what PromptLab costs a month and how near it comes to Azure's limits, from what requests were measured to take.
import { readFileSync } from 'node:fs'
import { inRoot } from '../../local/root.mjs'
import { limits, prices } from './prices.mjs'
import { alertRules, day, instance, peak, request, run, timers, workingDays, workingHours } from './usage.mjs'

const crowds = [1, 1_000, 100_000]
const busySeconds = workingDays * workingHours * 3600
const monthSeconds = 30 * 24 * 3600

/** The figures of docs/storage.md, which a test holds against the app: operations of storage by what a person does. */
export function measuredOperations() {
  const rows = readFileSync(inRoot('docs/storage.md'), 'utf8').matchAll(/^\| ([^|]+?) \| (\d+) \|/gm)
  return Object.fromEntries([...rows].map(([, name, count]) => [name, Number(count)]))
}

/** What so many people use in a month, in the units that Azure bills. */
export function amounts(users, operations = measuredOperations()) {
  const each = users * workingDays
  const requests = sum(day, (count, name) => (name === run.row ? 0 : count)) * each
  const runs = day[run.row] * each
  const instances = instancesAt((requests * request.seconds + runs * run.seconds) / busySeconds)
  const sweeps = (monthSeconds / 60) * (1 + ownersInAnHour(users) * 2 * (busySeconds / monthSeconds))

  return {
    execution: requests + runs * run.executions + timers.executions,
    gigabyteSecond: instance.gigabytes * (instances.busy * busySeconds + timers.executions * timers.seconds),
    tableOperation:
      each * sum(day, (count, name) => count * operationsOf(name, operations)) +
      runs * run.checkpoints +
      sweeps,
    queueOperation: runs * run.queueOperations + instance.pollsASecond * instances.most * monthSeconds,
    storedGigabyte: runs * run.gigabytesStored,
    sentGigabyte: requests * request.gigabytesSent + runs * run.gigabytesSent,
    logGigabyte: instances.most * instance.gigabytesLoggedAnHour * workingDays * workingHours,
    secretOperation: instances.most * instance.startsADay * instance.secretsAtStart * 30,
    alertRule: alertRules,
  }
}

/** In US dollars a month, by what it is paid for. What is stored is that of a year. */
export function cost(users) {
  const used = amounts(users)
  used.storedGigabyte *= 12
  return Object.fromEntries(
    Object.entries(prices).map(([name, { each, free }]) => [name, Math.max(0, used[name] - free) * each]),
  )
}

/** How much of each limit the busiest hour takes, 1 being all of it. */
export function shares(users, operations = measuredOperations()) {
  const used = amounts(users, operations)
  const aSecond = (count) => (count / busySeconds) * peak
  const runsASecond = aSecond(day[run.row] * users * workingDays)
  const atPeak = instancesAt(aSecond(executionSeconds(users))).most
  const ofARun = operations[run.row] + run.checkpoints
  return {
    instancesOfTheApp: atPeak / limits.instancesOfTheApp,
    entitiesASecondOfAPartition: ((32 / run.seconds) * ofARun * 3) / limits.entitiesASecondOfAPartition,
    requestsASecondOfAnAccount: aSecond(used.tableOperation) / limits.requestsASecondOfAnAccount,
    messagesASecondOfAQueue: runsASecond / limits.messagesASecondOfAQueue,
    secretReadsInTenSecondsOfAVault:
      (atPeak * instance.secretsAtStart) / limits.secretReadsInTenSecondsOfAVault,
    gigabytesOfInstancesInARegion: (atPeak * instance.gigabytes) / limits.gigabytesOfInstancesInARegion,
  }
}

function executionSeconds(users) {
  return (
    users *
    workingDays *
    sum(day, (count, name) => count * (name === run.row ? run.seconds : request.seconds))
  )
}

/** With so many requests under way on average: how many instances there are, and how many of them Azure bills at any moment. */
function instancesAt(underWay) {
  const most = Math.max(1, underWay / (instance.requestsAtOnce * instance.fill))
  return { most, busy: most * (1 - Math.exp(-underWay / most)) }
}

/** A person's runs fall into some hours of the day; chance leaves the others empty. */
function ownersInAnHour(users) {
  return users * (1 - Math.exp(-day[run.row] / workingHours))
}

function operationsOf(name, operations) {
  if (operations[name] === undefined) {
    throw new Error(`docs/storage.md has no row "${name}".`)
  }
  return operations[name]
}

function sum(object, of) {
  return Object.entries(object).reduce((total, [name, count]) => total + of(count, name), 0)
}

const names = {
  execution: 'Executions',
  gigabyteSecond: 'Time of instances',
  tableOperation: 'Operations of tables',
  queueOperation: 'Operations of queues',
  storedGigabyte: "A year's runs, stored",
  sentGigabyte: 'Traffic to browsers',
  logGigabyte: 'Telemetry',
  secretOperation: 'Key Vault',
  alertRule: 'Alert rules',
  instancesOfTheApp: 'Instances that `infra/bicep` allows',
  entitiesASecondOfAPartition: 'A partition of a table: the most that one user may do',
  requestsASecondOfAnAccount: 'Requests of the storage account',
  messagesASecondOfAQueue: 'Messages of queue `runs`',
  secretReadsInTenSecondsOfAVault: 'Key Vault, all instances starting at once',
  gigabytesOfInstancesInARegion: 'Memory of instances in a region',
}

/** Both tables of docs/cost.md, in Markdown. */
export function tables() {
  const costs = crowds.map(cost)
  const used = crowds.map((users) => shares(users))
  const total = costs.map((each) => sum(each, (dollars) => dollars))
  return [
    table('A month, in USD', costs, dollars, [
      '**All of it**',
      ...total.map((each) => `**${dollars(each)}**`),
    ]),
    table('Share of the limit in the busiest hour', used, percent),
  ].join('\n\n')
}

function table(title, columns, format, last) {
  const head = [
    title,
    ...crowds.map((users) => `${users.toLocaleString('en-US')} ${users === 1 ? 'user' : 'users'}`),
  ]
  const rows = Object.keys(columns[0]).map((key) => [
    names[key],
    ...columns.map((column) => format(column[key])),
  ])
  return [head, ['---', ...crowds.map(() => '---:')], ...rows, ...(last ? [last] : [])]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function dollars(amount) {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function percent(share) {
  return `${(share * 100).toLocaleString('en-US', { maximumSignificantDigits: 2 })} %`
}

if (process.argv[1] === import.meta.filename) {
  console.log(tables())
}
