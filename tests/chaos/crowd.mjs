import { setTimeout as sleep } from 'node:timers/promises'
import { Account, HeardText } from '../e2e/account.mjs'
import { newMark } from '../faults/upstream.mjs'
import { weighted } from './random.mjs'

const models = { quick: 30, steady: 35, flaky: 12, 'error-429': 8, long: 15 }

/** People who start runs at a steady pace; half of the runs are listened to, some are canceled. */
export class Crowd {
  constructor({ hosts, random, deadline }) {
    Object.assign(this, { hosts, random, deadline })
  }

  async register(count) {
    this.accounts = await Promise.all(
      Array.from({ length: count }, async () => {
        const account = await Account.register(this.hosts[0].url)
        await account.call('PATCH', 'settings/', { limits: { max_concurrent_runs: 32 } })
        return { account, promptId: (await account.createPrompt()).id }
      }),
    )
  }

  /** Every run as it is planned; what becomes of it is written down along the way. */
  plan(count) {
    this.runs = Array.from({ length: count }, (_, index) => ({
      ...this.accounts[index % this.accounts.length],
      model: `simulator/${weighted(this.random, models)}`,
      mark: newMark(),
      key: crypto.randomUUID(),
      listens: this.random() < 0.5,
      leavesEarly: this.random() < 0.2,
      cancelAfter: this.random() < 0.08 ? this.random() * 4_000 : undefined,
      heard: new HeardText(),
    }))
  }

  async go(perSecond) {
    await Promise.all(
      this.runs.map(async (run, index) => {
        await sleep((index * 1_000) / perSecond)
        await this.#create(run)
        await Promise.all([run.listens && this.#listen(run), run.cancelAfter && this.#cancel(run)])
      }),
    )
  }

  async countOpen() {
    const counts = await Promise.all(
      this.accounts.flatMap(({ account }) =>
        ['queued', 'running'].map((status) =>
          this.#persist((at) => account.get(`runs/?status=${status}&page_size=1`, { at })),
        ),
      ),
    )
    return counts.reduce((sum, { count }) => sum + count, 0)
  }

  /** Every run as it is stored now; nothing for one that could never be started. */
  async readAll() {
    const waiting = this.runs.filter(({ id }) => id)
    const readSome = async () => {
      for (let run; (run = waiting.pop());) {
        run.stored = await this.#persist((at) => run.account.get(`runs/${run.id}/`, { at }))
      }
    }
    await Promise.all(Array.from({ length: 8 }, readSome))
  }

  spentToday({ account }) {
    return this.#persist((at) => account.spentToday({ at }))
  }

  async #create(run) {
    const body = { model_id: run.model, variables: { text: `${run.mark} Tell me about rivers.` } }
    const headers = { 'Idempotency-Key': run.key }
    const path = `prompts/${run.promptId}/run/`
    run.id = (await this.#persist((at) => run.account.call('POST', path, body, { at, headers }))).id
  }

  async #cancel(run) {
    await sleep(run.cancelAfter)
    await this.#persist((at) => run.account.call('POST', `runs/${run.id}/cancel/`, undefined, { at }))
  }

  async #listen(run) {
    const { heard } = run
    const signal = AbortSignal.timeout(Math.max(1, this.deadline - Date.now()))
    while (!heard.done && !signal.aborted) {
      const at = this.#anyHost()
      try {
        for await (const event of run.account.listen(run.id, { at, after: heard.lastEventId, signal })) {
          heard.take(event)
          if (run.leavesEarly && this.random() < 0.05) {
            break
          }
        }
      } catch {
        // The host is gone; another one, or the same a little later, goes on.
      }
      heard.listeners = (heard.listeners ?? 0) + 1
      await sleep(heard.done ? 0 : 300)
    }
  }

  /** Asks one host after the other until one answers; what is refused for a reason is not asked again. */
  async #persist(ask) {
    for (;;) {
      try {
        return await ask(this.#anyHost())
      } catch (error) {
        if ((error.status && error.status < 500) || Date.now() > this.deadline) {
          throw error
        }
        await sleep(200)
      }
    }
  }

  #anyHost() {
    return this.hosts[Math.floor(this.random() * this.hosts.length)].url
  }
}
