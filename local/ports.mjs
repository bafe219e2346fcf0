import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from './failure.mjs'

export const host = '127.0.0.1'

/** The port that an environment variable names, or the usual one. */
export function portFrom(variable, usual, env = process.env) {
  const text = env[variable]
  if (!text) {
    return usual
  }
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Failure(`${variable} is "${text}", which is not a port.`)
  }
  return port
}

/** Refuses before anything is started, so that a taken port leaves nothing half done. */
export async function claimPorts(wanted) {
  for (const { port, purpose, remedy } of wanted) {
    const reason = await whyNot(port)
    if (reason) {
      throw new Failure(`Port ${port} (${purpose}) ${reason}: stop what uses it, or ${remedy}.`)
    }
  }
}

async function whyNot(port) {
  const { server, error } = await listen(port)
  server?.close()
  return error && (error.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${error.code})`)
}

/** So many ports that nobody uses now. All are held until the last is found, so that they differ. */
export async function freePorts(count) {
  const held = await Promise.all(Array.from({ length: count }, () => listen(0)))
  const ports = held.map(({ server }) => server.address().port)
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function listen(port) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve({ error }))
    server.listen({ port, host, exclusive: true }, () => resolve({ server }))
  })
}

/** Waits until something listens there. */
export async function accepting(port, signal) {
  while (!signal?.aborted && !(await connects(port))) {
    await sleep(20)
  }
}

export function connects(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host })
    socket.once('connect', () => socket.destroy())
    socket.once('error', () => resolve(false))
    socket.once('close', (failed) => resolve(!failed))
  })
}
