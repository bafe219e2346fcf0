import { setTimeout as sleep } from 'node:timers/promises'
import { HeardText } from '../e2e/account.mjs'
import { newMark } from '../network/upstream.mjs'
import { weighted } from './random.mjs'

const models = { quick: 30, steady: 35, flaky: 12, 'error-429': 8, slow: 15 }

export const textWith = (mark) => `${mark} Tell me about rivers.`

/** A run that somebody wants; half of them are listened to, some are canceled. */
export class PlannedRun {
  mark = newMark()
  heard = new HeardText()
  #key = crypto.randomUUID()

  constructor({ crowd, at, person }) {
    const { random } = crowd
    Object.assign(this, { crowd, at, ...person })
    this.model = `simulator/${weighted(random, models)}`
    this.listens = random() < 0.5
    this.leavesEarly = random() < 0.2
    this.cancelAfter = random() < 0.1 ? random() * 4_000 : undefined
  }

  async go() {
    const body = { model_id: this.model, variables: { text: textWith(this.mark) } }
    const path = `prompts/${this.promptId}/run/`
    const headers = { 'Idempotency-Key': this.#key }
    const created = await this.crowd.persist((options) =>
      this.account.call('POST', path, body, { ...options, headers }),
    )
    this.id = created.id
    await Promise.all([this.listens && this.#listen(), this.cancelAfter && this.#cancel()])
  }

  async #cancel() {
    await sleep(this.cancelAfter)
    const path = `runs/${this.id}/cancel/`
    this.cancelAnswer = await this.crowd.persist((options) =>
      this.account.call('POST', path, undefined, options),
    )
  }

  async #listen() {
    const { heard, crowd } = this
    const signal = AbortSignal.timeout(Math.max(1, crowd.deadline - Date.now()))
    while (!heard.done && !signal.aborted) {
      const at = crowd.anyHost()
      try {
        for await (const event of this.account.listen(this.id, { at, after: heard.lastEventId, signal })) {
          heard.take(event)
          if (this.leavesEarly && crowd.random() < 0.05) {
            break
          }
        }
      } catch {
        // The host is gone; another one, or the same a little later, goes on.
      }
      await sleep(heard.done ? 0 : 300)
    }
  }
}
