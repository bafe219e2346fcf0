import assert from 'node:assert/strict'
import { test } from 'node:test'
import { descendants, isAlive, occupiedPort, startLab, throughNpm, untilReady } from './lab.mjs'

for (const [variable, purpose] of [
  ['PORT', 'the app'],
  ['SIMULATOR_PORT', 'the OpenRouter simulator'],
  ['AZURITE_PORT', 'Azurite, blobs'],
]) {
  test(`A taken port is one line that names it, ${purpose} and ${variable}`, async (t) => {
    const port = await occupiedPort(t)
    const { said, exited } = await startLab(t, { [variable]: port })

    assert.equal(await exited, 1)
    assert.equal(said.out, '')
    assert.match(said.err, new RegExp(`^Port ${port} \\(${purpose}\\) is taken: .*${variable}.*\\n$`))
  })
}

test('A port that is no port is one line as well', async (t) => {
  const { said, exited } = await startLab(t, { PORT: 'http' })

  assert.equal(await exited, 1)
  assert.equal(said.err, 'PORT is "http", which is not a port.\n')
})

const linux = { skip: process.platform !== 'linux' && 'reads /proc' }

test('npm start starts three programs, and SIGTERM to npm leaves none of them', linux, async (t) => {
  const lab = await startLab(t, {}, throughNpm)
  await untilReady(lab)
  const started = descendants(lab.child.pid)
  const answer = await fetch(`${lab.address}/api/health/`)

  lab.child.kill('SIGTERM')
  const code = await lab.exited

  assert.equal(answer.status, 200)
  assert.deepEqual(
    started.map(({ command }) => command.match(/azurite|Simulator|LocalHost|start\.mjs/)?.[0]).sort(),
    ['LocalHost', 'Simulator', 'azurite', 'start.mjs'],
  )
  assert.equal(code, 0, lab.said.err)
  assert.deepEqual(
    started.filter(({ pid }) => isAlive(pid)),
    [],
  )
})

test('When the app dies it says so, and the rest goes too', linux, async (t) => {
  const lab = await startLab(t)
  await untilReady(lab)
  const started = descendants(lab.child.pid)

  process.kill(started.find(({ command }) => command.includes('LocalHost')).pid, 'SIGKILL')
  const code = await lab.exited

  assert.equal(code, 1)
  assert.match(lab.said.err, /^The app was ended by SIGKILL\./m)
  assert.deepEqual(
    started.filter(({ pid }) => isAlive(pid)),
    [],
  )
})
