// How many operations of storage does a request make, how many bytes do they move, and how many come back to the client?
import { setTimeout as sleep } from 'node:timers/promises'
import { host } from '../../local/ports.mjs'
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { password } from '../e2e/people.mjs'
import { openProxy, openStorageProxy } from '../network/proxy.mjs'
import { figure, short, table } from './figures.mjs'
import { addRuns } from './library.mjs'
import { Meter } from './meter.mjs'

const rounds = 5
// A run's message is looked at seconds after the run, and each round waits for that.
const wholeRunRounds = 3

export async function measureOperations() {
  const meter = new Meter()
  const app = await openApp({ Simulator__FirstTokenMs: '0', Simulator__TokenMs: '0' }, { hosts: 0 })
  const storage = await openStorageProxy(app.azurePorts, (...exchange) => meter.hearStorage(...exchange))
  const { url } = await app.startHost({ storage: storage.ports })
  const door = await openProxy(Number(new URL(url).port), (_request, reply) => meter.hearAnswer(reply))
  try {
    const account = await Account.register(`http://${host}:${door.port}`)
    const promptId = await fill(account)
    const measured = []
    for (const { name, atMost, ask } of await requestsOf(account, promptId)) {
      measured.push(figuresOf(name, await measure(meter, ask), { atMost }))
    }
    measured.push(...(await measureRuns(meter, account, promptId)))
    const cells = ({ operations, storage, answer }) => [
      operations.value,
      operations.at_most ?? '',
      short(storage.value),
      short(answer.value),
    ]
    return {
      lines: [
        `Operations of storage and kB a request, medians of ${rounds} (whole runs: ${wholeRunRounds})`,
        table(
          ['', 'operations', 'at most', 'kB to and from storage', 'kB of the answer'],
          measured.map((each) => [each.name, ...cells(each)]),
        ),
      ],
      figures: measured.flatMap(({ operations, storage, answer }) => [operations, storage, answer]),
    }
  } finally {
    await app.stop()
    storage.close()
    door.close()
  }
}

/** One prompt, and as many of its runs as an operation brings. */
async function fill(account) {
  const { id, name } = await account.createPrompt()
  const versions = (await account.get(`prompts/${id}/versions/`)).results
  await addRuns(account, [{ id, name, versions }], 1_000)
  return id
}

/** What is asked, and what design and docs/storage.md allow it. */
async function requestsOf(account, promptId) {
  const render = { system_message: 'a', user_message_template: 'b', variables: {} }
  const further = (await account.get('runs/')).next.replace('/api/', '')
  return [
    { name: 'sign-in check', atMost: 0, ask: () => account.call('POST', 'templates/render/', render) },
    {
      name: 'sign in',
      atMost: 10,
      ask: () => account.call('POST', 'auth/login/', { email: account.email, password }),
    },
    { name: 'list of prompts', atMost: 1, ask: () => account.get('prompts/') },
    { name: 'search', atMost: 1, ask: () => account.get('prompts/?search=prompt') },
    { name: 'one prompt', atMost: 2, ask: () => account.get(`prompts/${promptId}/`) },
    // The design has one, which is the page: exactly counting a long history makes two more (docs/storage.md).
    { name: 'list of runs, first page and exact count', atMost: 3, ask: () => account.get('runs/') },
    { name: 'list of runs, a further page', atMost: 1, ask: () => account.get(further) },
  ]
}

async function measure(meter, ask) {
  const taken = []
  for (let round = -1; round < rounds; round++) {
    meter.take()
    await ask()
    await sleep(50)
    const seen = meter.take()
    if (round >= 0) {
      taken.push(seen)
    }
  }
  return taken
}

/** A run's creation is measured on the way: until it is answered, nothing else of it has begun. */
async function measureRuns(meter, account, promptId) {
  const body = { model_id: 'simulator/echo', variables: { text: 'word' } }
  const created = []
  const whole = { listens: [], queued: [] }
  for (let round = -1; round < wholeRunRounds; round++) {
    for (const [way, runs] of Object.entries(whole)) {
      meter.take()
      const { id } = await account.call('POST', `prompts/${promptId}/run/`, body)
      const first = meter.take()
      for await (const _event of way === 'listens' ? account.listen(id) : []);
      await meter.messagesAreOver()
      const rest = meter.take()
      if (round >= 0) {
        created.push(first)
        runs.push({
          operations: [...first.operations, ...rest.operations],
          answers: [...first.answers, ...rest.answers],
        })
      }
    }
  }
  return [
    figuresOf('create a run, less the rate limit', created, { atMost: 4, less: isRateLimit }),
    figuresOf('create a run', created, { atMost: 6 }),
    figuresOf('a whole run that is listened to, less checkpoints', whole.listens, {
      atMost: 12,
      less: isCheckpoint,
    }),
    figuresOf('a whole run that nobody hears, less checkpoints', whole.queued, {
      atMost: 12,
      less: isCheckpoint,
    }),
  ]
}

const isRateLimit = ({ what }) => what.endsWith(' RateLimits')

/** The first is the mark before the call, which every run has. */
const isCheckpoint = ({ what }, index, all) =>
  what === 'PUT Runs' && all.findIndex((each) => each.what === 'PUT Runs') < index

function figuresOf(name, taken, { atMost, less = () => false }) {
  const counted = taken.map(({ operations }) => operations.filter((...each) => !less(...each)))
  const of = (what, unit, rounds, bounds) => figure(`${name}: ${what}`, unit, rounds, bounds)
  return {
    name,
    operations: of(
      'operations',
      '',
      counted.map(({ length }) => length),
      { atMost },
    ),
    storage: of('to and from storage', 'kB', counted.map(kilobytes)),
    answer: of(
      'answer',
      'kB',
      taken.map(({ answers }) => kilobytes(answers)),
    ),
  }
}

const kilobytes = (all) => all.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
