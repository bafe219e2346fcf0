// npm run bench: PromptLab's own figures, for people as Markdown and for machines in tests/results/bench.json.
// "npm run bench -- delay" measures that alone.
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { buildPage, buildPrograms } from '../../local/build.mjs'
import { stopAll } from '../../local/processes.mjs'
import { results } from '../suites.mjs'
import { measureBoard } from './board.mjs'
import { measureComparison } from './comparison.mjs'
import { measureDelay } from './delay.mjs'
import { boundOf, short } from './figures.mjs'
import { measureHttp } from './http.mjs'
import { measureLighthouse } from './lighthouse.mjs'
import { commit, machine } from './machine.mjs'
import { measureOperations } from './operations.mjs'
import { measurePages } from './pages.mjs'
import { measureSearch } from './search.mjs'
import { Stage } from './stage.mjs'
import { measureStart } from './start.mjs'
import { measureWeight } from './weight.mjs'

// Those at the end share what is filled for the first of them.
const whole = {
  start: measureStart,
  weight: measureWeight,
  operations: measureOperations,
  delay: measureDelay,
  comparison: measureComparison,
  search: measureSearch,
  http: measureHttp,
  pages: measurePages,
}
// Minutes each, or fetched from elsewhere: only for whom asks for them.
const byName = { board: measureBoard, lighthouse: measureLighthouse }
const benches = { ...whole, ...byName }

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`)
  process.exit(1)
}

const command = ['npm run bench', ...(asked.length > 0 ? ['--', ...asked] : [])].join(' ')
const report = {
  command,
  at: new Date().toISOString(),
  commit: commit(),
  machine: machine(),
  broken: [],
  benches: {},
}
const { processor, cores, memory_gb, node, dotnet, load } = report.machine
console.log(
  `${processor}, ${cores} cores, ${memory_gb} GB, Node ${node}, .NET ${dotnet}, load ${load.join(' ')}; commit ${report.commit}`,
)

// Once, and not by each bench.
await buildPage(console.log)
await buildPrograms(console.log)
process.env.PROMPTLAB_BUILT = '1'

const stage = new Stage()
for (const name of asked.length > 0 ? asked : Object.keys(whole)) {
  await measure(name)
  report.seconds = Math.round((Date.now() - Date.parse(report.at)) / 1000)
  mkdirSync(results(), { recursive: true })
  writeFileSync(results('bench.json'), `${JSON.stringify(report, undefined, 2)}\n`)
}
console.log(
  [
    `\n${report.seconds} s; load now ${os.loadavg().map(short).join(' ')}. For machines: tests/results/bench.json. Once more: ${command}`,
    ...(report.broken.length > 0
      ? report.broken.map((each) => `Does not hold: ${each}`)
      : ['Every bound holds.']),
  ].join('\n'),
)
await stage.close()
await stopAll()
process.exit(report.broken.length > 0 ? 1 : 0)

/** A bench that cannot be made is broken as well, and keeps no other from being made. */
async function measure(name) {
  const start = Date.now()
  const load = os.loadavg()
  try {
    const { lines, figures } = await benches[name](stage)
    const seconds = Math.round((Date.now() - start) / 1000)
    report.benches[name] = { seconds, load, figures }
    report.broken.push(...figures.filter(({ holds }) => holds === false).map((each) => complaint(name, each)))
    console.log(['', ...lines, `\n${seconds} s. Once more: npm run bench -- ${name}`].join('\n'))
  } catch (error) {
    report.benches[name] = { failed: error.message }
    report.broken.push(`${name} could not be measured: ${error.message}`)
    console.error(error)
  }
}

function complaint(bench, each) {
  const ratio = each.ratio === undefined ? '' : `, ${each.ratio.toFixed(2)} × ${each.baseline}`
  return `${bench}: ${each.name} is ${short(each.value)} ${each.unit}${ratio}; wanted is ${boundOf(each)}`
}
