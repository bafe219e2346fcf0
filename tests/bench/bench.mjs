// npm run bench: PromptLab's own figures, as Markdown. "npm run bench -- delay" measures that alone.
import { measureBoard } from './board.mjs'
import { measureComparison } from './comparison.mjs'
import { measureDelay } from './delay.mjs'
import { measureLighthouse } from './lighthouse.mjs'
import { measurePages } from './pages.mjs'
import { measureSearch } from './search.mjs'

const benches = {
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

for (const name of asked.length === 0 ? Object.keys(benches) : asked) {
  const lines = await benches[name]()
  console.log(['', ...lines, `\nOnce more: npm run bench -- ${name}`].join('\n'))
}
