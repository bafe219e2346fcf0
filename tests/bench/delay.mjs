// How much later does a run's answer arrive than that of a direct call? Both are made in turns, of the same upstream.
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { figure, figuresTable, median } from './figures.mjs'

const pairs = 60
const warmUps = 10
const pace = { Simulator__FirstTokenMs: '100', Simulator__TokenMs: '5' }
const model = 'simulator/echo'
// Of which the model makes sixty tokens.
const text = Array.from({ length: 60 }, () => 'word').join(' ')
const bound = { first: 60, end: 100 }

export async function measureDelay() {
  const app = await openApp({ RateLimits__RunsPerUser: '0', ...pace })
  try {
    const account = await Account.register(app.url)
    const { id } = await account.createPrompt()
    const ways = { direct: () => callDirectly(app.simulatorUrl), run: () => run(account, id) }
    const times = await inTurns(ways)
    const figures = [
      ...figuresOf('to the first token', 'first', times),
      ...figuresOf('to the end', 'end', times),
    ]
    return {
      lines: [
        `A run over a direct call, ${pairs} pairs in turns, ${times.direct[0].tokens} tokens`,
        figuresTable(figures),
      ],
      figures,
    }
  } finally {
    await app.stop()
  }
}

function figuresOf(name, what, times) {
  const [direct, run] = [times.direct, times.run].map((all) => all.map((time) => time[what]))
  const call = { name: 'direct call', value: median(direct) }
  const added = figure(
    `run less direct call, ${name}`,
    'ms',
    run.map((time, index) => time - direct[index]),
  )
  // The difference of the medians is held to the bound, as users feel it; the pairs say how sure it is.
  const value = median(run) - call.value
  return [
    figure(`direct call, ${name}`, 'ms', direct),
    figure(`run, ${name}`, 'ms', run, { over: call }),
    { ...added, value, at_most: bound[what], holds: value <= bound[what] },
  ]
}

async function inTurns(ways) {
  const times = { direct: [], run: [] }
  for (let round = -warmUps; round < pairs; round++) {
    for (const way of round % 2 === 0 ? ['direct', 'run'] : ['run', 'direct']) {
      const time = await ways[way]()
      if (round >= 0) {
        times[way].push(time)
      }
    }
  }
  return times
}

/** As a program would that speaks to OpenRouter itself. */
async function callDirectly(simulatorUrl) {
  const start = performance.now()
  const response = await fetch(`${simulatorUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer sk-or-v1-${'5ca1ab1e'.repeat(8)}` },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: text }], stream: true }),
  })
  let [first, tokens, unread] = [undefined, 0, '']
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (unread + piece).split('\n\n')
    unread = events.pop()
    for (const event of events.filter((each) => each.startsWith('data: {'))) {
      if (JSON.parse(event.slice('data: '.length)).choices[0]?.delta.content) {
        first ??= performance.now() - start
        tokens++
      }
    }
  }
  return { first, end: performance.now() - start, tokens }
}

/** As the page does it: start the run, and listen. */
async function run(account, promptId) {
  const start = performance.now()
  const body = { model_id: model, variables: { text } }
  const { id } = await account.call('POST', `prompts/${promptId}/run/`, body)
  let first
  for await (const { type, data } of account.listen(id)) {
    if (type === 'delta') {
      first ??= performance.now() - start
    }
    if (type === 'done') {
      if (data.run.status !== 'succeeded') {
        throw new Error(`A run ${data.run.status}: ${data.run.error_message}`)
      }
      return { first, end: performance.now() - start }
    }
  }
  throw new Error('A listener was not told the end.')
}
