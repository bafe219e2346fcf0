// npm run check:worker: builds the app against the real worker, as "func start" and a deployment do.
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
  const build = spawnSync('dotnet', ['build', inRoot('functions'), '-o', out, '-v', 'quiet', '-nologo'], {
    encoding: 'utf8',
    env,
  })
  if (build.error) {
    console.error(`dotnet could not be started: ${build.error.message}`)
    return 1
  }
  const errors = lines(build.stdout, /: error /)
  const missing = errors.filter((line) => /error NU1(101|102|103|301)\b/.test(line))
  if (missing.length > 0 && missing.length === errors.length) {
    console.error(
      ["The real worker's packages cannot be restored here; nothing was built.", ...missing].join('\n'),
    )
    return 2
  }
  if (build.status !== 0) {
    console.error(['The app does not build against the real worker.', ...errors].join('\n'))
    return 1
  }
  return compareFunctions(lines(build.stdout, /warning NU1603/).length)
}

function compareFunctions(replaced) {
  const known = JSON.parse(readFileSync(path.join(out, 'functions.metadata'), 'utf8')).map(({ name }) => name)
  const unknown = declared().filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    console.error(`The worker does not know these functions: ${unknown.join(', ')}.`)
    return 1
  }
  const { targets } = JSON.parse(readFileSync(path.join(out, 'PromptLab.Functions.deps.json'), 'utf8'))
  const worker = Object.keys(Object.values(targets)[0]).find((name) =>
    /^Microsoft\.Azure\.Functions\.Worker\//.test(name),
  )
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
