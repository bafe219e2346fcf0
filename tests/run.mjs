// npm test: installs, builds the page, runs every suite and adds up. "npm test -- page infra" runs those alone.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { buildPage, buildPrograms, quietDotnet } from '../local/build.mjs'
import { install } from '../local/install.mjs'
import { Child, stopAll } from '../local/processes.mjs'
import { whenToldToStop } from '../local/signals.mjs'
import { results, suites } from './suites.mjs'

let leaving = false
whenToldToStop(async () => {
  leaving = true
  await stopAll()
  process.exit(130)
})

mkdirSync(results(), { recursive: true })
const lines = []
const failures = []
const sums = { passed: 0, failed: 0 }

await attempt('install', () => install(console.log))
await attempt('build of the page', () => buildPage(console.log))
await attempt('build of the programs', () => buildPrograms(console.log))
for (const suite of chosen(process.argv.slice(2))) {
  await runSuite(suite)
  if (leaving) {
    // The suites that are left are not started any more.
    await new Promise(() => {})
  }
}

// Told again at the end: the first suites have long scrolled away, and a log is often cut to its last lines.
console.log([...failures, '', ...lines, `${sums.passed} passed, ${sums.failed} failed`].join('\n'))
process.exitCode = sums.failed === 0 ? 0 : 1

async function runSuite({ name, minutes, command, args, report, read }) {
  console.log(`\n== ${name}`)
  rmSync(report, { force: true })
  const started = Date.now()

  const child = new Child(name, command, args, { inherit: true, env: environment() })
  const patience = setTimeout(() => child.stop(), minutes * 60_000)
  const { code, how } = await child.exited
  clearTimeout(patience)

  const { passed, failed, skipped, remark, failures: told = [] } = verdict(code, how, report, read)
  failures.push(...told.map((failure) => `\nFailed in ${name}: ${failure.slice(0, 3_000)}`))
  const seconds = ((Date.now() - started) / 1000).toFixed(0)
  note(
    name,
    passed,
    failed,
    [skipped && `${skipped} skipped`, `${seconds} s`, remark].filter(Boolean).join(', '),
  )
}

/** A suite that says nothing, runs nothing or ends badly has failed, whatever it counted. */
function verdict(code, how, report, read) {
  let counted
  try {
    counted = read(readFileSync(report, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, remark: `it gave no count and ${how}` }
  }
  if (counted.passed + counted.failed === 0) {
    return { ...counted, failed: 1, remark: 'it ran no test' }
  }
  if (code !== 0 && counted.failed === 0) {
    return { ...counted, failed: 1, remark: `it ${how}` }
  }
  return counted
}

async function attempt(name, action) {
  try {
    await action()
  } catch (error) {
    console.error(error.message)
    note(name, 0, 1, 'see above')
  }
}

function note(name, passed, failed, remark) {
  sums.passed += passed
  sums.failed += failed
  lines.push(`${name.padEnd(10)} ${passed} passed, ${failed} failed (${remark})`)
}

function chosen(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    note(unknown.join(', '), 0, 1, `the suites are ${suites.map(({ name }) => name).join(', ')}`)
  }
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name))
}

function environment() {
  // What npm tells its scripts would reach the npm inside. Whoever opens an app need not build it once more.
  const told = {
    npm_lifecycle_event: '',
    PROMPTLAB_BUILT: '1',
    FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
  }
  return { ...quietDotnet, ...told }
}
