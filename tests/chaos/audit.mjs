import { isOver } from '../e2e/account.mjs'

// Money is compared to the last digit: as whole numbers, since sums of binary fractions go astray.
const digits = 12
const exactly = (usd) => BigInt(Math.round(usd * 10 ** digits))
const dollars = (exact) => Number(exact) / 10 ** digits

/** Holds every run against what the simulator saw, what its listener heard and what its owner's ledger says. */
export class Audit {
  discrepancies = []

  constructor(runs, calls) {
    this.runs = runs
    this.calls = calls
    this.callsOf = groupByMark(calls)
  }

  check(spent) {
    for (const run of this.runs) {
      if (!run.stored || !isOver(run.stored)) {
        this.#complain(run, `is ${run.stored?.status ?? 'nowhere'}`)
        continue
      }
      this.#checkCalls(run, this.callsOf.get(run.mark) ?? [])
      this.#checkListener(run)
    }
    const known = new Set(this.runs.map(({ mark }) => mark))
    for (const call of this.calls.filter(({ mark }) => !known.has(mark))) {
      if (call.completion_tokens > 0 || call.cost > 0) {
        this.discrepancies.push(`call ${call.generation_id} was paid, and no run made it`)
      }
    }
    for (const { account, usd } of spent) {
      const sum = this.#sumOf(this.runs.filter((run) => run.account === account))
      if (exactly(usd) !== sum) {
        this.discrepancies.push(`${account.email} spent ${usd} by the ledger, ${dollars(sum)} by the runs`)
      }
    }
  }

  /** One answer at most; the refused tries before it have no answer and cost nothing. */
  #checkCalls(run, [call, ...more]) {
    const { status, generation_id, total_cost_usd, output_tokens, response_text } = run.stored
    if (more.length > 0) {
      this.#complain(run, `was answered ${more.length + 1} times`)
    }
    if (generation_id && generation_id !== call?.generation_id) {
      this.#complain(run, `names call ${generation_id}, which is not its own`)
    }
    if (total_cost_usd !== null && total_cost_usd !== call?.cost) {
      this.#complain(run, `cost ${total_cost_usd}, its call ${call?.cost}`)
    }
    if (total_cost_usd === null && call?.cost > 0 && !['interrupted', 'canceled'].includes(status)) {
      this.#complain(run, `does not know its cost, which is ${call.cost}`)
    }
    if (
      status === 'succeeded' &&
      !(call?.outcome === 'completed' && output_tokens === call.completion_tokens)
    ) {
      this.#complain(
        run,
        `has ${output_tokens} tokens, its call ${call?.completion_tokens} (${call?.outcome})`,
      )
    }
    if (status === 'failed' && !alwaysFails(run)) {
      this.#complain(run, `failed: ${run.stored.error_code}`)
    }
    if (response_text && !call) {
      this.#complain(run, 'has a text that nobody answered')
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

  table() {
    const rows = ['succeeded', 'failed', 'canceled', 'interrupted'].map((status) => {
      const runs = this.runs.filter(({ stored }) => stored?.status === status)
      const unknown = runs.filter(
        (run) => run.stored.total_cost_usd === null && this.callsOf.get(run.mark)?.[0].cost > 0,
      )
      const unpaid = unknown.reduce((sum, run) => sum + exactly(this.callsOf.get(run.mark)[0].cost), 0n)
      return [status, runs.length, dollars(this.#sumOf(runs)), unknown.length, dollars(unpaid)]
    })
    const answered = this.calls.filter(({ mark }) => mark)
    const total = answered.reduce((sum, { cost }) => sum + exactly(cost), 0n)
    return [
      '| Runs | | USD known | unknown | USD by the simulator |',
      '|---|---|---|---|---|',
      ...rows.map((row) => `| ${row.join(' | ')} |`),
      '',
      `${this.calls.length} calls, ${answered.length} of them answered, ${dollars(total)} USD in all.`,
    ].join('\n')
  }

  #sumOf(runs) {
    return runs.reduce((sum, { stored }) => sum + exactly(stored?.total_cost_usd ?? 0), 0n)
  }

  #complain(run, what) {
    this.discrepancies.push(`run ${run.id} (${run.model}) ${what}`)
  }
}

const alwaysFails = ({ model }) => model.startsWith('simulator/error-')

function groupByMark(calls) {
  const groups = new Map()
  for (const call of calls.filter(({ mark }) => mark)) {
    groups.set(call.mark, [...(groups.get(call.mark) ?? []), call])
  }
  return groups
}
