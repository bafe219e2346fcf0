import { setTimeout as sleep } from 'node:timers/promises'

/** Everything as it is stored; a cost that is found out meanwhile would make runs and ledgers disagree, so both are read until they rest. */
export async function takeStock(crowd, upstream) {
  await crowd.each([...crowd.prompts, ...crowd.comparisons], (each) => each.read())
  const cells = crowd.comparisons.flatMap((each) => each.runs ?? [])
  const runs = [...crowd.runs, ...cells]
  const lists = await Promise.all(crowd.people.map((person) => listsOf(crowd, person, cells)))
  for (let before; ; await sleep(3_000)) {
    const stored = await readRuns(crowd)
    runs.forEach((run) => (run.stored = stored.get(run.id)))
    const calls = await upstream.calls()
    const spent = await Promise.all(crowd.people.map((person) => spentBy(crowd, person)))
    const now = JSON.stringify([
      spent.map(({ usd }) => usd),
      runs.map(({ stored }) => stored?.total_cost_usd),
      calls,
    ])
    if (now === before || Date.now() > crowd.deadline) {
      return { runs, calls, spent, lists, disturbed: upstream.disturbed }
    }
    before = now
  }
}

/** Each run whole, by its id. */
async function readRuns(crowd) {
  const files = await Promise.all(
    crowd.people.map(({ account }) =>
      crowd.persist((options) => account.callForText('GET', 'run-export/?format=jsonl', undefined, options)),
    ),
  )
  const lines = files.flatMap((file) => file.split('\n').filter(Boolean))
  return new Map(lines.map((line) => JSON.parse(line)).map((run) => [run.id, run]))
}

async function listsOf(crowd, { account, promptId }, cells) {
  const mine = (all) => all.filter((each) => each.account === account && each.id)
  const idsOf = (all) => all.map(({ id }) => id)
  return {
    email: account.email,
    runs: idsOf(await crowd.list(account, 'runs/')),
    comparisons: idsOf(await crowd.list(account, 'comparisons/')),
    prompts: await crowd.list(account, 'prompts/'),
    known: {
      runs: [...idsOf(mine(crowd.runs)), ...idsOf(mine(cells))],
      comparisons: idsOf(mine(crowd.comparisons)),
      prompts: [promptId, ...idsOf(mine(crowd.prompts))],
      triedNames: new Set(crowd.prompts.flatMap(({ tried }) => [...tried].map((text) => `Prompt ${text}`))),
    },
  }
}

async function spentBy(crowd, { account }) {
  return { account, usd: await crowd.persist((options) => account.spentToday(options)) }
}
