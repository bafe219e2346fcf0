// npm run bench: PromptLab's own figures, for people as Markdown and for machines in tests/results/bench.json.
// "npm run bench -- delay" measures that alone.
import { mkdirSync, writeFileSync } from 'node:fs'
import { stopAll } from '../../local/processes.mjs'
import { results } from '../suites.mjs'
import { measureBoard } from './board.mjs'
import { measureComparison } from './comparison.mjs'
import { measureDelay } from './delay.mjs'
import { boundOf, short } from './figures.mjs'
import { measureLighthouse } from './lighthouse.mjs'
import { commit, machine } from './machine.mjs'
import { measureOperations } from './operations.mjs'
import { measurePages } from './pages.mjs'
import { measureSearch } from './search.mjs'
import { Stage } from './stage.mjs'
import { measureStart } from './start.mjs'
import { measureWeight } from './weight.mjs'

const benches = {
  start: measureStart,
  weight: measureWeight,
  operations: measureOperations,
  search: measureSearch,
  delay: measureDelay,
  comparison: measureComparison,
  board: measureBoard,
  pages: measurePages,
  lighthouse: measureLighthouse,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`)
  process.exit(1)
}

const command = ['npm run bench', ...(asked.length > 0 ? ['--', ...asked] : [])].join(' ')
const report = { command, at: new Date().toISOString(), commit: commit(), machine: machine(), benches: {} }
const { processor, cores, memory_gb, node, dotnet, load } = report.machine
console.log(
  `${processor}, ${cores} cores, ${memory_gb} GB, Node ${node}, .NET ${dotnet}, load ${load.join(' ')}; commit ${report.commit}`,
)

const stage = new Stage()
const broken = []
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  broken.push(...(await measure(name)))
}
report.seconds = Math.round((Date.now() - Date.parse(report.at)) / 1000)
report.broken = broken
mkdirSync(results(), { recursive: true })
writeFileSync(results('bench.json'), `${JSON.stringify(report, undefined, 2)}\n`)
console.log(
  [
    `\n${report.seconds} s; load now ${machine().load.join(' ')}. For machines: tests/results/bench.json. Once more: ${command}`,
    ...(broken.length > 0 ? broken.map((each) => `Does not hold: ${each}`) : ['Every bound holds.']),
  ].join('\n'),
)
await stage.close()
await stopAll()
process.exit(broken.length > 0 ? 1 : 0)

/** What does not hold; a bench that cannot be made is such a thing as well, and keeps no other from being made. */
async function measure(name) {
  const start = Date.now()
  try {
    const { lines, figures } = await benches[name](stage)
    report.benches[name] = { seconds: Math.round((Date.now() - start) / 1000), figures }
    console.log(['', ...lines, `\nOnce more: npm run bench -- ${name}`].join('\n'))
    return figures
      .filter(({ holds }) => holds === false)
      .map(
        (each) =>
          `${name}: ${each.name} is ${short(each.value)} ${each.unit}; wanted: at most ${boundOf(each)}`,
      )
  } catch (error) {
    report.benches[name] = { failed: error.message }
    console.error(error)
    return [`${name} could not be measured: ${error.message}`]
  }
}
