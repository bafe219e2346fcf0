// How much slower is a search in a large library than in a small one? All are measured side by side, in turns.
import { Account } from '../e2e/account.mjs'
import { figure, median, ms, table } from './figures.mjs'
import { addPrompts } from './library.mjs'

const sizes = [100, 1_000, 10_000]
const searches = { 'a rare word': 'xylophone', 'a common word': 'summarise', 'two words': 'customer angry' }
const rounds = 150
// Times as long in the largest library as in the smallest.
const bound = 3

/** A row for each kind of search, a column for each size. */
export async function measureSearch(stage) {
  const { app, account } = await stage.large()
  const users = [...(await Promise.all(sizes.slice(0, -1).map((size) => seed(app.url, size)))), account]
  const found = []
  for (const [name, words] of Object.entries(searches)) {
    found.push([name, figuresOf(name, await inTurns(users, words))])
  }
  const cell = ({ value, p95, ratio = 1 }) => `${ms(value)} / ${ms(p95)} (× ${ratio.toFixed(2)})`
  return {
    lines: [
      `Search, ${rounds} rounds each, ms: p50 / p95 (p50 over that of ${sizes[0]} prompts, at most ${bound})`,
      table(
        ['', ...sizes.map((size) => `${size.toLocaleString('en-US')} prompts`)],
        found.map(([name, figures]) => [name, ...figures.map(cell)]),
      ),
    ],
    figures: found.flatMap(([, figures]) => figures),
  }
}

function figuresOf(name, times) {
  const smallest = { name: `${sizes[0]} prompts`, value: median(times[0]), atMost: bound }
  return times.map((values, index) =>
    figure(`${name} in ${sizes[index]} prompts`, 'ms', values, { over: index > 0 ? smallest : undefined }),
  )
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
