// npm run check:worker: publishes the app with the real worker into a folder that it throws away, as a deployment does.
// Exit code 0: it builds and the worker knows each function; 1: it does not; 2: the packages cannot be had here.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { quietDotnet } from './build.mjs'
import { inRoot } from './root.mjs'

const out = mkdtempSync(path.join(tmpdir(), 'worker-'))
try {
  process.exitCode = check()
} finally {
  rmSync(out, { recursive: true, force: true })
}

function check() {
  const { FunctionsWorker: _, ...env } = { ...process.env, ...quietDotnet }
  const publish = spawnSync('dotnet', ['publish', inRoot('functions'), '-o', out, '-v', 'quiet', '-nologo'], {
    encoding: 'utf8',
    env,
  })
  if (publish.error) {
    console.error(`dotnet could not be started: ${publish.error.message}`)
    return 1
  }
  const errors = lines(publish.stdout, /: error /)
  const missing = errors.filter((line) => /error NU1(101|102|103|301)\b/.test(line))
  if (missing.length > 0 && missing.length === errors.length) {
    console.error(
      ["The real worker's packages cannot be restored here; nothing was built.", ...missing].join('\n'),
    )
    return 2
  }
  if (publish.status !== 0) {
    console.error(['The app does not build against the real worker.', ...errors].join('\n'))
    return 1
  }
  return compareFunctions(lines(publish.stdout, /warning NU1603/).length)
}

function compareFunctions(replaced) {
  const known = JSON.parse(readFileSync(path.join(out, 'functions.metadata'), 'utf8')).map(({ name }) => name)
  const unknown = declared().filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    console.error(`The worker does not know these functions: ${unknown.join(', ')}.`)
    return 1
  }
  const { libraries } = JSON.parse(readFileSync(path.join(out, 'PromptLab.Functions.deps.json'), 'utf8'))
  const worker = Object.keys(libraries).find((name) => name.startsWith('Microsoft.Azure.Functions.Worker/'))
  if (!worker || Object.keys(libraries).some((name) => name.startsWith('WorkerStandIn/'))) {
    console.error(
      'What is published would start with the stand-in: its deps.json does not name the real worker.',
    )
    return 1
  }
  console.log(
    `The app builds against ${worker.replace('/', ' ')}, which knows all of its ${known.length} functions.`,
  )
  if (replaced > 0) {
    console.log(
      `${replaced} packages ask for versions that are not served here; newer ones stood in (NU1603).`,
    )
  }
  return 0
}

function declared() {
  const sources = readdirSync(inRoot('functions'), { recursive: true })
    .filter((file) => file.endsWith('.cs') && !/(^|[\\/])(obj|bin)[\\/]/.test(file))
    .map((file) => readFileSync(inRoot('functions', file), 'utf8'))
  return [...sources.join('\n').matchAll(/\[Function\("(\w+)"\)\]/g)].map(([, name]) => name)
}

function lines(text, pattern) {
  return [
    ...new Set(
      text
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => line.trim().replace(/ \[[^\]]*\]$/, '')),
    ),
  ]
}
