import { setTimeout as sleep } from 'node:timers/promises'
import { newMark } from '../network/upstream.mjs'
import { weighted } from './random.mjs'
import { textWith } from './runs.mjs'

const pairs = { 'quick steady': 3, 'quick flaky': 2, 'steady error-429': 1 }
const inputs = 12

/** Two models that answer the same dozen of inputs; some are canceled in the middle. */
export class PlannedComparison {
  marks = Array.from({ length: inputs }, newMark)
  #key = crypto.randomUUID()

  constructor({ crowd, at, person }) {
    Object.assign(this, { crowd, at, ...person })
    this.models = weighted(crowd.random, pairs)
      .split(' ')
      .map((model) => `simulator/${model}`)
    this.cancelAfter = crowd.random() < 0.2 ? crowd.random() * 4_000 : undefined
  }

  async go() {
    const body = {
      name: this.marks[0],
      variants: this.models.map((model_id) => ({ prompt_id: this.promptId, model_id })),
      inputs: this.marks.map((mark) => ({ variables: { text: textWith(mark) } })),
    }
    const headers = { 'Idempotency-Key': this.#key }
    const created = await this.crowd.persist((options) =>
      this.account.call('POST', 'comparisons/', body, { ...options, headers }),
    )
    this.id = created.id
    if (this.cancelAfter) {
      await sleep(this.cancelAfter)
      // From here on it may have been heard, whatever comes back.
      this.isCanceled = true
      await this.crowd.persist((options) =>
        this.account.call('POST', `comparisons/${this.id}/cancel/`, undefined, options),
      )
    }
  }

  /** The board as it is stored, and each run of it in the form of a planned run. */
  async read() {
    this.board = this.id && (await this.crowd.find(this.account, `comparisons/${this.id}/`))
    if (!this.board) {
      return
    }
    const listed = await this.crowd.list(this.account, `runs/?comparison_id=${this.id}`)
    this.runIds = listed.map(({ id }) => id)
    this.runs = this.board.cells
      .filter(({ run_id }) => run_id)
      .map((cell) => ({
        id: cell.run_id,
        account: this.account,
        model: this.models[cell.variant],
        mark: this.marks[cell.input],
        listens: false,
        isCell: true,
      }))
  }
}
