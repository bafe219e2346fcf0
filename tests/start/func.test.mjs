import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { inRoot } from '../../local/root.mjs'
import { descendants, isAlive, startLab, untilReady } from './lab.mjs'

const startFunc = ['npm', 'run', '--silent', 'start:func']
const posix = { skip: process.platform === 'win32' && 'makes a program by its first line' }

test('Without Core Tools 4 it says what is missing, and what works without them', posix, async (t) => {
  const { said, exited } = await startLab(
    t,
    { PATH: await pathWith(t, 'func', coreTools('3.0.5455')) },
    startFunc,
  )

  assert.equal(await exited, 1)
  assert.match(said.err, /^Azure Functions Core Tools 4 \("func"\) were not found .* npm start/m)
})

test('func start runs in functions/, on PORT, and goes with the rest', posix, async (t) => {
  const lab = await startLab(t, { PATH: await pathWith(t, 'func', coreTools('4.0.7512')) }, startFunc)
  await untilReady(lab)
  const started = descendants(lab.child.pid)
  const func = await (await fetch(`${lab.address}/api/health/`)).json()

  lab.child.kill('SIGTERM')
  const code = await lab.exited

  assert.deepEqual(func.args, ['start', '--port', String(lab.ports[0])])
  assert.equal(func.cwd, inRoot('functions'))
  assert.match(func.storage, new RegExp(`QueueEndpoint=http://127.0.0.1:${lab.ports[2] + 1}/`))
  assert.match(func.simulator, new RegExp(`:${lab.ports[1]}/`))
  assert.deepEqual(
    started
      .map(({ command }) => command.match(/azurite|Simulator|LocalHost|\/func start/)?.[0])
      .filter(Boolean)
      .sort(),
    ['/func start', 'Simulator', 'azurite'],
  )
  assert.equal(code, 0, lab.said.err)
  assert.deepEqual(
    started.filter(({ pid }) => isAlive(pid)),
    [],
  )
})

/** Stands in for Core Tools: tells its version, or how it was started to whoever asks for the app's health. */
function coreTools(version) {
  return `#!/usr/bin/env node
const { argv, env } = process
const args = argv.slice(2)
if (args[0] === '--version') {
  console.log('${version}')
} else {
  const seen = { args, cwd: process.cwd(), storage: env.AzureWebJobsStorage, simulator: env.OpenRouter__SimulatorUrl }
  require('node:http').createServer((_, answer) => answer.end(JSON.stringify(seen))).listen(Number(args.at(-1)), '127.0.0.1')
}
`
}

/** A PATH whose first folder holds this program. */
async function pathWith(t, name, text) {
  const folder = await mkdtemp(path.join(tmpdir(), 'path-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await writeFile(path.join(folder, name), text)
  await chmod(path.join(folder, name), 0o755)
  return `${folder}${path.delimiter}${process.env.PATH}`
}
