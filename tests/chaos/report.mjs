import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { results } from '../suites.mjs'
import { costOf } from './audit.mjs'
import { sumOf } from './money.mjs'

/** What was done and found: for machines in tests/results/chaos-{seed}.json, for people beside it and on the screen. */
export function report({ options, repeat, seconds, crowd, outages, audit, writes }) {
  const found = {
    ...options,
    repeat,
    seconds,
    machine: `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, load ${os.loadavg()[0].toFixed(1)}`,
    outages: outages.log,
    asked: countAsked(crowd),
    runs: ['succeeded', 'failed', 'canceled', 'interrupted'].map((status) => tally(status, audit)),
    calls: {
      all: audit.calls.length,
      answered: audit.answered.length,
      without_a_token: audit.answered.filter(({ hasTokens }) => !hasTokens).length,
      cost_usd: sumOf(audit.answered.map(({ cost }) => cost)),
    },
    discrepancies: [...audit.discrepancies, ...writes],
  }
  const text = textOf(found)
  mkdirSync(results(), { recursive: true })
  writeFileSync(results(`chaos-${options.seed}.json`), `${JSON.stringify(found, undefined, 2)}\n`)
  writeFileSync(results(`chaos-${options.seed}.txt`), `${text}\n`)
  console.log(`\n${text}`)
  return found
}

function countAsked({ runs, comparisons, prompts, unanswered }) {
  const ofThem = (all) => all.filter(({ id }) => id).length
  return {
    runs: ofThem(runs),
    comparisons: ofThem(comparisons),
    cells: comparisons.reduce((sum, { board }) => sum + (board?.cells.length ?? 0), 0),
    prompts: ofThem(prompts),
    versions: prompts.reduce((sum, { accepted }) => sum + accepted.length, 0),
    cancels: [...runs, ...comparisons].filter(({ cancelAnswer, isCanceled }) => cancelAnswer || isCanceled)
      .length,
    unanswered,
  }
}

function tally(status, audit) {
  const runs = audit.runs.filter(({ stored }) => stored?.status === status)
  const costOfCall = (run) => audit.callsFor(run).at(-1)?.cost ?? 0
  const unknown = runs.filter((run) => run.stored.total_cost_usd === null && costOfCall(run) > 0)
  return {
    status,
    runs: runs.length,
    usd: sumOf(runs.map(costOf)),
    unknown: unknown.length,
    unknown_usd: sumOf(unknown.map(costOfCall)),
  }
}

function textOf({ seed, seconds, machine, outages, asked, runs, calls, discrepancies, repeat }) {
  const kinds = [...new Set(outages.map(({ kind }) => kind))]
  const times = (kind) => outages.filter((outage) => outage.kind === kind).length
  return [
    `Seed ${seed}, ${seconds} s in all, ${machine}`,
    '',
    `Asked for: ${asked.runs} runs, ${asked.comparisons} comparisons of ${asked.cells} cells, ${asked.prompts} prompts with`,
    `${asked.versions} versions, ${asked.cancels} cancels. ${asked.unanswered} requests stayed unanswered and were sent again.`,
    `Outages: ${kinds.map((kind) => `${kind} ${times(kind)}`).join(', ')}.`,
    '',
    '| Runs and cells | | USD known | unknown | USD by the simulator |',
    '|---|---|---|---|---|',
    ...runs.map((row) => `| ${Object.values(row).join(' | ')} |`),
    '',
    `${calls.all} calls, ${calls.answered} of them answered, ${calls.without_a_token} of these without a token, ${calls.cost_usd} USD in all.`,
    '',
    discrepancies.length === 0
      ? 'Everything is there, every run is over, and everything adds up.'
      : `${discrepancies.length} discrepancies:\n${discrepancies.join('\n')}`,
    `Once more: ${repeat}`,
  ].join('\n')
}
