import { setTimeout as sleep } from 'node:timers/promises'
import { Account } from '../e2e/account.mjs'
import { PlannedComparison } from './comparisons.mjs'
import { PlannedPrompt } from './prompts.mjs'
import { PlannedRun } from './runs.mjs'

/** How often somebody wants something, in milliseconds; a prompt is then saved again and again. */
const everyMs = { run: 600, comparison: 12_000, prompt: 12_000 }

/** People who run, compare and save at a steady pace, and ask whichever host answers until they have been heard. */
export class Crowd {
  runs = []
  comparisons = []
  prompts = []
  unanswered = 0

  constructor({ hosts, random, deadline }) {
    Object.assign(this, { hosts, random, deadline })
  }

  async register(count) {
    this.people = await Promise.all(
      Array.from({ length: count }, async () => {
        const account = await Account.register(this.hosts[0].url)
        await account.call('PATCH', 'settings/', { limits: { max_concurrent_runs: 16 } })
        return { account, promptId: (await account.createPrompt()).id }
      }),
    )
  }

  /** Everything that will be wanted within this time, so that the seed alone decides what. */
  plan(milliseconds) {
    const plan = (kind, all, Planned) => {
      for (let at = 0; at < milliseconds; at += everyMs[kind]) {
        all.push(new Planned({ crowd: this, at, person: this.people[all.length % this.people.length] }))
      }
    }
    plan('run', this.runs, PlannedRun)
    plan('comparison', this.comparisons, PlannedComparison)
    plan('prompt', this.prompts, PlannedPrompt)
  }

  /** Over when everybody has been heard; whoever was refused is in their own refusal. */
  async go() {
    await Promise.all(
      [...this.runs, ...this.comparisons, ...this.prompts].map(async (planned) => {
        await sleep(planned.at)
        await planned.go().catch((error) => (planned.refusal = error.message))
      }),
    )
  }

  /** Asks no more than it needs to know: whoever counts everything all the time is a load of its own. */
  async isAnyOpen() {
    for (const { account } of this.people) {
      for (const status of ['queued', 'running']) {
        if ((await this.get(account, `runs/?status=${status}&page_size=1`)).count > 0) {
          return true
        }
      }
    }
    for (const { account, id } of this.comparisons.filter((each) => each.id)) {
      if ((await this.find(account, `comparisons/${id}/`))?.open_cells > 0) {
        return true
      }
    }
    return false
  }

  get(account, path) {
    return this.persist((options) => account.get(path, options))
  }

  /** Nothing for what is gone. */
  async find(account, path) {
    try {
      return await this.get(account, path)
    } catch (error) {
      if (error.status === 404) {
        return undefined
      }
      throw error
    }
  }

  /** All pages of a list. */
  async list(account, path) {
    const all = []
    for (let next = `${path}${path.includes('?') ? '&' : '?'}page_size=100`; next;) {
      const page = await this.get(account, next)
      all.push(...page.results)
      next = page.next?.replace(/^\/api\//, '')
    }
    return all
  }

  /** Does it for all, some at a time. */
  async each(all, action) {
    const waiting = [...all]
    const some = async () => {
      for (let one; (one = waiting.pop());) {
        await action(one)
      }
    }
    await Promise.all(Array.from({ length: 8 }, some))
  }

  /** Asks one host after the other until one answers; what is refused for a reason is not asked again. */
  async persist(ask) {
    for (let pause = 300; ; pause = Math.min(2_000, pause * 1.5)) {
      try {
        return await ask({ at: this.anyHost(), signal: AbortSignal.timeout(30_000) })
      } catch (error) {
        if ((error.status && error.status < 500) || Date.now() > this.deadline) {
          throw error
        }
        this.unanswered++
        await sleep(pause)
      }
    }
  }

  anyHost() {
    return this.hosts[Math.floor(this.random() * this.hosts.length)].url
  }
}
