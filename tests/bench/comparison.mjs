// How long does a comparison of 300 runs take, 16 at a time, over answers of 400 ms each? At best 300 / 16 rounds of 400 ms.
import { setTimeout as sleep } from 'node:timers/promises'
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { figure, figuresTable, median } from './figures.mjs'

const rounds = 5
const concurrency = 16
const answerMs = 400
const inputs = 50
const models = ['simulator/quick', 'simulator/echo']
const versions = ['{{ text }}', 'Say it once more: {{ text }}', 'And in other words: {{ text }}']
const runs = inputs * models.length * versions.length
const idealMs = (runs / concurrency) * answerMs
const bound = 1.15

export async function measureComparison() {
  const pace = { Simulator__FirstTokenMs: String(answerMs), Simulator__TokenMs: '0' }
  const app = await openApp({ RateLimits__RunsPerUser: '0', Simulator__BalanceUsd: '1000', ...pace })
  try {
    const account = await Account.register(app.url)
    await account.call('PATCH', 'settings/', { limits: { max_concurrent_runs: concurrency } })
    const variants = await variantsFor(account)
    const times = []
    for (let round = -1; round < rounds; round++) {
      const time = await compare(account, variants)
      if (round >= 0) {
        times.push(time)
      }
    }
    const over = { name: 'the ideal', value: idealMs, atMost: bound }
    const figures = [
      figure(
        'from the request to the last end',
        'ms',
        times.map(({ all }) => all),
        { over },
      ),
      figure(
        'a call itself',
        'ms',
        times.map(({ call }) => call),
      ),
    ]
    return {
      lines: [
        `${runs} runs (${versions.length} versions, ${models.length} models, ${inputs} inputs), ${concurrency} at a time, ${answerMs} ms an answer: ideally ${idealMs} ms`,
        figuresTable(figures),
      ],
      figures,
    }
  } finally {
    await app.stop()
  }
}

async function variantsFor(account) {
  const { id } = await account.createPrompt()
  for (const user_message_template of versions.slice(1)) {
    const version = { system_message: '', user_message_template, model_config: {}, note: '' }
    await account.call('POST', `prompts/${id}/versions/`, version)
  }
  return versions.flatMap((_, index) =>
    models.map((model_id) => ({ prompt_id: id, version_number: index + 1, model_id })),
  )
}

/** The clock is the server's: from the comparison's creation to the end of its last run. */
async function compare(account, variants) {
  const body = {
    name: 'Bench',
    variants,
    inputs: Array.from({ length: inputs }, (_, index) => ({ variables: { text: `word ${index}` } })),
  }
  const start = performance.now()
  const { id } = await account.call('POST', 'comparisons/', body)
  const answered = performance.now() - start
  // Looking costs as well: nobody looks before it can be over.
  await sleep(idealMs)
  for (;;) {
    const { open_cells, cells } = await account.get(`comparisons/${id}/`)
    if (open_cells === 0) {
      return await timesOf(account, id, cells, answered)
    }
    await sleep(250)
  }
}

async function timesOf(account, id, cells, answered) {
  const broken = cells.find(({ status }) => status !== 'succeeded')
  if (broken) {
    throw new Error(`A cell ${broken.status}: ${broken.error_message}`)
  }
  const ended = []
  let first
  for (let next = `/api/runs/?comparison_id=${id}&page_size=100`; next;) {
    const page = await account.get(next.replace('/api/', ''))
    ended.push(...page.results.map(({ finished_at }) => Date.parse(finished_at)))
    first = Math.min(first ?? Infinity, ...page.results.map(({ created_at }) => Date.parse(created_at)))
    next = page.next
  }
  return {
    all: Math.max(...ended) - first + answered,
    call: median(cells.map(({ latency_ms }) => latency_ms)),
  }
}
