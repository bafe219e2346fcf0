// How much slower is a search in a large library than in a small one? Both are measured side by side, in turns.
import { openApp } from '../e2e/app.mjs'

const sizes = [100, 1_000, 10_000]
const searches = { rare: 'xylophone', common: 'summarise', 'two words': 'customer angry' }
const rounds = 200

const app = await openApp()
try {
  const users = []
  for (const size of sizes) {
    users.push(await seed(size))
  }
  console.log(`\nSearch, ${rounds} rounds each, milliseconds (p50 / p95) and p95 over that of ${sizes[0]} prompts`)
  for (const [name, words] of Object.entries(searches)) {
    const times = await inTurns(users, words)
    const p95 = times.map((values) => percentile(values, 0.95))
    const cells = sizes.map(
      (size, index) =>
        `${size}: ${percentile(times[index], 0.5).toFixed(1)} / ${p95[index].toFixed(1)} (x${(p95[index] / p95[0]).toFixed(2)})`,
    )
    console.log(`${name.padEnd(10)} ${cells.join('   ')}`)
  }
} finally {
  await app.stop()
}

async function inTurns(users, words) {
  const times = users.map(() => [])
  for (let round = -10; round < rounds; round++) {
    for (const [index, user] of users.entries()) {
      const start = performance.now()
      await user.get(`prompts/?search=${encodeURIComponent(words)}`)
      if (round >= 0) times[index].push(performance.now() - start)
    }
  }
  return times
}

/** An account with so many prompts; they come in as an account's document, which is the quickest way the API has. */
async function seed(size) {
  const call = async (method, path, body, token) => {
    const response = await fetch(`${app.url}/api/${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
      body: body && JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  const email = `${crypto.randomUUID()}@promptlab.example`
  const account = { email, password: 'correct horse battery', full_name: 'Bench' }
  const { access } = await call('POST', 'auth/register/', account)
  const prompts = Array.from({ length: size }, (_, index) => prompt(index))
  const start = performance.now()
  const document = { format: 'promptlab-account', version: 1, prompts }
  const report = await call('POST', 'settings/import/', document, access)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${report.prompts.added} prompts in ${seconds} s`)
  return { get: (path) => call('GET', path, undefined, access) }
}

function prompt(index) {
  const tones = ['angry', 'friendly', 'short', 'formal']
  const now = new Date().toISOString()
  return {
    id: crypto.randomUUID(),
    name: `Prompt ${index}`,
    description: `Number ${index} of the benchmark`,
    tags: [tones[index % 4]],
    created_at: now,
    updated_at: now,
    versions: [
      {
        id: crypto.randomUUID(),
        version_number: 1,
        created_at: now,
        system_message: `You write ${tones[index % 4]} answers. ${'Keep to the facts that you were given. '.repeat(8)}`,
        user_message_template: `Summarise what the customer wrote${index % 97 === 0 ? ' about the xylophone' : ''}: {{ text }}`,
        model_config: { temperature: 0.2 },
        note: '',
      },
    ],
  }
}

function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
