import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { program } from './build.mjs'
import { Failure } from './failure.mjs'
import { accepting, host } from './ports.mjs'
import { Child } from './processes.mjs'
import { inRoot, root } from './root.mjs'

/** Azurite on three ports, on disk where a folder is given, else in memory. */
export async function startAzurite({ ports: [blob, queue, table], folder, log }) {
  if (folder) {
    mkdirSync(folder, { recursive: true })
  }
  const args = [
    ...['--blobPort', blob, '--queuePort', queue, '--tablePort', table].map(String),
    // The SDKs speak newer API versions than Azurite knows by name.
    ...['--skipApiVersionCheck', '--silent', '--disableTelemetry'],
    ...(folder ? ['--location', folder] : ['--inMemoryPersistence']),
  ]
  const azurite = new Child(
    'Azurite',
    process.execPath,
    [inRoot('node_modules/azurite/dist/src/azurite.js'), ...args],
    { log },
  )
  await ready(azurite, 60, (signal) =>
    Promise.all([blob, queue, table].map((port) => accepting(port, signal))),
  )
  return azurite
}

/** The account and key that every Azurite has; they are in its documentation. */
export function azuriteConnection([blob, queue, table]) {
  const account = 'devstoreaccount1'
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account}`,
    'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
    `BlobEndpoint=http://${host}:${blob}/${account}`,
    `QueueEndpoint=http://${host}:${queue}/${account}`,
    `TableEndpoint=http://${host}:${table}/${account}`,
  ].join(';')
}

export async function startSimulator({ port, log, env }) {
  const simulator = new Child('The OpenRouter simulator', 'dotnet', [program('OpenRouterSimulator')], {
    env: { ...env, SIMULATOR_PORT: String(port) },
    log,
  })
  await ready(simulator, 30, (signal) => accepting(port, signal))
  return simulator
}

export async function startApp({ port, log, env, cwd, onLine }) {
  const app = new Child('The app', 'dotnet', [program('PromptLab.LocalHost')], {
    env: { ...env, PORT: String(port) },
    cwd,
    log,
    onLine,
  })
  // It saves the runs that are under way before it goes.
  app.graceSeconds = 15
  await ready(app, 60, (signal) => answering(`http://${host}:${port}/api/health/`, signal))
  return app
}

/** Waits until the address answers with success. */
export async function answering(address, signal) {
  while (!signal?.aborted) {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(5000) })
      if (response.ok) {
        return
      }
    } catch {
      // Not listening yet.
    }
    await sleep(20)
  }
}

/** Waits for a sign of life, for the child's death or for the end of patience, whichever is first. */
export async function ready(child, seconds, sign) {
  const over = new AbortController()
  await Promise.race([
    sign(over.signal),
    child.exited.then(({ how }) => {
      throw new Failure(obituary(child, how))
    }),
    sleep(seconds * 1000, undefined, { signal: over.signal }).then(() => {
      throw new Failure(obituary(child, `was not ready after ${seconds} s`))
    }),
  ]).finally(() => over.abort())
}

export function obituary(child, how) {
  const place = child.log ? ` (all of it in ${path.relative(root, child.log)})` : ''
  return `${child.name} ${how}. Its last output${place}:\n${child.tail || '(none)'}`
}
