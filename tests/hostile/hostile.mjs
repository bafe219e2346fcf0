// npm run hostile: values by chance for every parser, slow clients, and a thousand event streams. "npm run hostile -- fuzz" does that alone.
import { parseArgs } from 'node:util'
import { stopAll } from '../../local/processes.mjs'
import { meetClients } from './clients.mjs'
import { fuzz } from './fuzz.mjs'
import { openStreams } from './streams.mjs'

const parts = { fuzz, clients: meetClients, streams: openStreams }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})
const unknown = positionals.filter((name) => !(name in parts))
if (unknown.length > 0 || ![values.times, values.seed].every((number) => /^\d+$/.test(number))) {
  console.error(`Choose of ${Object.keys(parts).join(', ')}: npm run hostile -- fuzz --times 20 --seed 1`)
  process.exit(1)
}

let broken = 0
try {
  for (const name of positionals.length === 0 ? Object.keys(parts) : positionals) {
    const { lines, faults } = await parts[name](values)
    broken += faults.length
    console.log(['', ...lines, ...faults.map((fault) => `Does not hold: ${fault}`)].join('\n'))
  }
} finally {
  await stopAll()
}
console.log(broken === 0 ? '\nEvery bound holds.' : `\n${broken} do not hold.`)
process.exit(broken === 0 ? 0 : 1)
