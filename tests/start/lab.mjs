import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import net from 'node:net'
import { freePorts, host } from '../../local/ports.mjs'
import { inRoot, root } from '../../local/root.mjs'

const directly = [process.execPath, inRoot('local', 'start.mjs')]
export const throughNpm = ['npm', 'start', '--silent']

/** Starts PromptLab on ports of its own, as a person does, and keeps what it says. */
export async function startLab(t, env = {}, [command, ...args] = directly) {
  const [appPort, simulatorPort] = await freePorts(2)
  const azuritePort = await threeInARow()
  const own = { PORT: appPort, SIMULATOR_PORT: simulatorPort, AZURITE_PORT: azuritePort, ...env }
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...own } })
  t.after(async () => {
    child.kill('SIGTERM')
    await exited
    await rm(inRoot('.azurite', `port-${azuritePort}`), { recursive: true, force: true })
  })

  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => (said.out += data))
  child.stderr.on('data', (data) => (said.err += data))
  const exited = once(child, 'exit').then(([code]) => code)
  return {
    child,
    said,
    exited,
    address: `http://${host}:${appPort}`,
    ports: [appPort, simulatorPort, azuritePort],
  }
}

export async function untilReady({ child, said, address }) {
  while (!said.out.includes(`PromptLab is ready at ${address}\n`)) {
    if (child.exitCode !== null) {
      throw new Error(`It ended instead:\n${said.out}${said.err}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Occupies a port until the test is over. */
export async function occupiedPort(t) {
  const server = net.createServer().listen(0, host)
  await once(server, 'listening')
  t.after(() => server.close())
  return server.address().port
}

/** The processes below this one, as {pid, command}. Read from /proc: not every machine has ps. */
export function descendants(pid) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(read)
  const below = (parent) =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)])
  return below(pid)
}

export function isAlive(pid) {
  return read(String(pid)).length > 0
}

function read(pid) {
  try {
    // "pid (name) state parent …", and the name may hold anything.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
  } catch {
    return []
  }
}

async function threeInARow() {
  for (;;) {
    const [first] = await freePorts(1)
    const free = await Promise.all([first, first + 1, first + 2].map(isFree))
    if (free.every(Boolean)) {
      return first
    }
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
