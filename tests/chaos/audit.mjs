import { isOver } from '../e2e/account.mjs'
import { sameMoney, sumOf } from './money.mjs'

/** Holds every run, single or a comparison's cell, against what the simulator saw, what its listener heard and its owner's ledger. */
export class Audit {
  discrepancies = []

  constructor({ runs, calls, disturbed }) {
    Object.assign(this, { runs, calls, disturbed })
    this.answered = calls.filter(({ mark }) => mark)
    this.callsOf = groupBy(this.answered, nameOfCall)
  }

  check(spent) {
    for (const run of this.runs) {
      if (!run.stored || !isOver(run.stored)) {
        this.#complain(
          run,
          `is ${run.stored?.status ?? (run.id ? 'gone' : `nowhere (${run.refusal ?? 'never asked for'})`)}`,
        )
        continue
      }
      this.#checkCalls(run, this.callsFor(run))
      this.#checkEnd(run)
      this.#checkListener(run)
    }
    const known = new Set(this.runs.map(nameOfRun))
    for (const call of this.calls.filter((each) => !each.mark || !known.has(nameOfCall(each)))) {
      if (call.completion_tokens > 0 || call.cost > 0) {
        this.discrepancies.push(`call ${call.generation_id} was paid, and no run made it`)
      }
    }
    for (const { account, usd } of spent) {
      const sum = sumOf(this.runs.filter((run) => run.account === account).map(costOf))
      if (!sameMoney(usd, sum)) {
        this.discrepancies.push(`${account.email} spent ${usd} by the ledger, ${sum} by the runs`)
      }
    }
  }

  callsFor(run) {
    return this.callsOf.get(nameOfRun(run)) ?? []
  }

  /** One answer at most: the refused tries before it, and those that broke off before a token, are no answers. */
  #checkCalls(run, calls) {
    const { generation_id, total_cost_usd, started_at, response_text } = run.stored
    const call = calls.at(-1)
    const answers = calls.filter(({ hasTokens }) => hasTokens)
    if (answers.length > 1) {
      this.#complain(run, `was answered ${answers.length} times`)
    }
    if (!started_at && call) {
      this.#complain(run, 'never began, and was called')
    }
    if (generation_id && generation_id !== call?.generation_id) {
      this.#complain(run, `names call ${generation_id}, which is not its own`)
    }
    if (total_cost_usd !== null && total_cost_usd !== call?.cost) {
      this.#complain(run, `cost ${total_cost_usd}, its call ${call?.cost}`)
    }
    if (response_text && !call) {
      this.#complain(run, 'has a text that nobody answered')
    }
  }

  #checkEnd(run) {
    const { status, total_cost_usd, output_tokens, error_code } = run.stored
    const call = this.callsFor(run).at(-1)
    const isWhole = call?.outcome === 'completed' && output_tokens === call.completion_tokens
    const wasDisturbed = this.disturbed.has(run.mark)
    if (status === 'succeeded' && !isWhole) {
      this.#complain(
        run,
        `has ${output_tokens} tokens, its call ${call?.completion_tokens} (${call?.outcome})`,
      )
    }
    const isFailureDue = alwaysFails(run) || (wasDisturbed && error_code === 'openrouter-failed')
    if (status === 'failed' && !isFailureDue) {
      this.#complain(run, `failed: ${error_code}`)
    }
    const mayBeUnknown = ['interrupted', 'canceled'].includes(status) || wasDisturbed
    if (total_cost_usd === null && call?.cost > 0 && !mayBeUnknown) {
      this.#complain(run, `does not know its cost, which is ${call.cost}`)
    }
    const canceled = run.cancelAnswer?.status
    if (
      (canceled === 'canceled' && status !== 'canceled') ||
      (canceled === 'running' && status === 'interrupted')
    ) {
      this.#complain(run, `was ${canceled} when it was canceled, and is ${status}`)
    }
  }

  /** A host that dies takes the last second of the text with it: more may have been heard than is kept. */
  #checkListener({ listens, heard, stored, ...run }) {
    if (!listens) {
      return
    }
    if (!heard.done || !isOver(heard.done) || heard.done.response_text !== stored.response_text) {
      this.#complain(run, `is ${stored.status}; its listener was told ${heard.done?.status ?? 'nothing'}`)
    }
    // Only a holder that lived to the end knows how long it took.
    const holderDied = stored.latency_ms === null
    const fits = holderDied
      ? heard.text.startsWith(stored.response_text)
      : heard.text === stored.response_text
    if (!fits) {
      this.#complain(
        run,
        `has a text of ${stored.response_text.length}, its listener one of ${heard.text.length}`,
      )
    }
  }

  #complain(run, what) {
    this.discrepancies.push(`${run.isCell ? 'cell' : 'run'} ${run.id} (${run.model}) ${what}`)
  }
}

export const costOf = ({ stored }) => stored?.total_cost_usd ?? 0

const nameOfRun = ({ model, mark }) => `${model} ${mark}`
const nameOfCall = (call) => `${call.requested_model ?? call.model} ${call.mark}`

function groupBy(values, keyOf) {
  const groups = new Map()
  for (const value of values) {
    groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  }
  return groups
}

const alwaysFails = ({ model }) => model.startsWith('simulator/error-')
