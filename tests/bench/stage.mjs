import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { addPrompts, addRuns } from './library.mjs'

// Anything that may be asked as often as it can be answered, and runs that cost no time of their own.
const settings = {
  RateLimits__RunsPerUser: '0',
  RateLimits__FailedSignInsPerAccount: '0',
  Simulator__BalanceUsd: '1000000',
  Simulator__FirstTokenMs: '0',
  Simulator__TokenMs: '0',
}

const patienceMs = 300_000

/**
 * Two apps, each with an account that has a past: {app, account, prompts}. They are filled when somebody first asks for them,
 * and shared by the benches that change nothing. Each has a storage of its own, since Azurite looks at every row of a table.
 */
export class Stage {
  #opened = new Map()

  large() {
    return this.#open('large', { prompts: 10_000, runs: 100_000 })
  }

  small() {
    return this.#open('small', { prompts: 1_000, runs: 1_000 })
  }

  async close() {
    for (const opening of this.#opened.values()) {
      const { app } = await opening
      await app.stop()
    }
  }

  #open(name, sizes) {
    if (!this.#opened.has(name)) {
      this.#opened.set(name, fill(sizes))
    }
    return this.#opened.get(name)
  }
}

async function fill(sizes) {
  const start = performance.now()
  const app = await openApp(settings)
  try {
    const account = await Account.register(app.url)
    const signal = AbortSignal.timeout(patienceMs)
    const prompts = await addPrompts(account, sizes.prompts, { signal })
    await addRuns(account, prompts, sizes.runs, { signal })
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    console.log(
      `\n${Object.entries(sizes)
        .map(([what, count]) => `${count.toLocaleString('en-US')} ${what}`)
        .join(' and ')} came in within ${seconds} s`,
    )
    return { app, account, prompts }
  } catch (error) {
    await app.stop()
    throw error
  }
}
