// How much slower is a search in a large library than in a small one? Both are measured side by side, in turns.
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { ms, percentile, table } from './figures.mjs'
import { addPrompts } from './library.mjs'

const sizes = [100, 1_000, 10_000]
const searches = { rare: 'xylophone', common: 'summarise', 'two words': 'customer angry' }
const rounds = 200

/** A row for each kind of search, a column for each size. */
export async function measureSearch() {
  const app = await openApp()
  try {
    const users = []
    for (const size of sizes) {
      users.push(await seed(app.url, size))
    }
    const rows = []
    for (const [name, words] of Object.entries(searches)) {
      const times = await inTurns(users, words)
      const p95 = times.map((values) => percentile(values, 0.95))
      const cells = times.map(
        (values, index) =>
          `${ms(percentile(values, 0.5))} / ${ms(p95[index])} (x${(p95[index] / p95[0]).toFixed(2)})`,
      )
      rows.push([name, ...cells])
    }
    return [
      `Search, ${rounds} rounds each, ms: p50 / p95 (p95 over that of ${sizes[0]} prompts)`,
      table(['', ...sizes.map((size) => `${size} prompts`)], rows),
    ]
  } finally {
    await app.stop()
  }
}

async function inTurns(users, words) {
  const times = users.map(() => [])
  for (let round = -10; round < rounds; round++) {
    for (const [index, user] of users.entries()) {
      const start = performance.now()
      await user.get(`prompts/?search=${encodeURIComponent(words)}`)
      if (round >= 0) times[index].push(performance.now() - start)
    }
  }
  return times
}

async function seed(url, size) {
  const account = await Account.register(url)
  await addPrompts(account, size)
  return account
}
