import path from 'node:path'
import { buildPrograms } from './build.mjs'
import { Failure } from './failure.mjs'
import { install } from './install.mjs'
import { claimPorts, host, portFrom } from './ports.mjs'
import { stopAll } from './processes.mjs'
import { obituary, startApp, startAzurite, startSimulator } from './programs.mjs'
import { makeSettings, usualAppPort } from './settings.mjs'
import { whenToldToStop } from './signals.mjs'
import { whichStorage } from './storage.mjs'
import { warnings } from './warnings.mjs'

const say = (line) => console.log(line)
let leaving = false

/**
 * Installs, builds and starts what PromptLab needs, says when it is ready, and stops it again on Ctrl-C or SIGTERM.
 * A plan may bring its own way to start the app, with the programs that are then left to build, and one child more.
 */
export async function lab(plan) {
  whenToldToStop(() => leave(0, 'Stopping'))
  try {
    await open(plan)
  } catch (error) {
    await leave(1, error instanceof Failure ? error.message : error.stack)
  }
}

async function open(plan) {
  const place = whereToRun()
  await claimPorts([...place.claims, ...(plan.morePorts?.() ?? [])])

  await install(say)
  await plan.prepare?.(say)
  makeSettings(say)
  await buildPrograms(say, plan.programs)

  say(
    place.azurite
      ? 'Starting Azurite, the OpenRouter simulator and the app'
      : 'Starting the OpenRouter simulator and the app',
  )
  const children = []
  if (place.azurite) {
    children.push(await startAzurite({ ...place.azurite, log: place.log('azurite') }))
  }
  children.push(await startSimulator({ port: place.simulatorPort, log: place.log('simulator') }))
  children.push(
    await (plan.startApp ?? startApp)({
      port: place.appPort,
      env: place.env,
      log: place.log('app'),
      onLine: warnings(console.error),
    }),
  )
  if (plan.start) {
    children.push(await plan.start(place))
  }
  say(plan.ready(place))

  const dead = await Promise.race(
    children.map((child) => child.exited.then(({ how }) => obituary(child, how))),
  )
  await leave(1, dead)
}

/** Which ports, which storage, and what the app has to be told when they are not the usual ones. */
function whereToRun() {
  const appPort = portFrom('PORT', usualAppPort())
  const simulatorPort = portFrom('SIMULATOR_PORT', 4010)
  const { home, azurite, connection, isUsual } = whichStorage()

  const env = {}
  if (azurite && !isUsual) {
    env.AzureWebJobsStorage = connection
  }
  if (simulatorPort !== 4010 && !process.env.OpenRouter__SimulatorUrl) {
    env.OpenRouter__SimulatorUrl = `http://${host}:${simulatorPort}/api/v1`
  }
  return {
    appPort,
    appAddress: `http://${host}:${appPort}`,
    simulatorPort,
    azurite,
    env,
    log: (name) => path.join(home, 'logs', `${name}.log`),
    claims: [
      { port: appPort, purpose: 'the app', remedy: 'set PORT to another port' },
      {
        port: simulatorPort,
        purpose: 'the OpenRouter simulator',
        remedy: 'set SIMULATOR_PORT to another port',
      },
      ...(azurite ? azuriteClaims(azurite.ports) : []),
    ],
  }
}

function azuriteClaims(ports) {
  return ['blobs', 'queues', 'tables'].map((kind, index) => ({
    port: ports[index],
    purpose: `Azurite, ${kind}`,
    remedy:
      'set AZURITE_PORT to the first of three free ports in a row, or AzureWebJobsStorage to a storage of your own',
  }))
}

/** The app first, so that it can still save; then what it saves to. A terminal's Ctrl-C comes twice, once by way of npm. */
async function leave(code, message) {
  if (leaving) {
    return
  }
  leaving = true
  if (message) {
    console.error(message)
  }
  await stopAll()
  process.exit(code)
}
