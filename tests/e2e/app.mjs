import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildPage, buildPrograms } from '../../local/build.mjs'
import { freePorts, host } from '../../local/ports.mjs'
import { azuriteConnection, startApp, startAzurite, startSimulator } from '../../local/programs.mjs'
import { freshValues } from '../../local/settings.mjs'
import { whenToldToStop } from '../../local/signals.mjs'
import { results } from '../suites.mjs'

// Told to stop in the middle of a test, it must not leave the programs behind (processes.mjs).
whenToldToStop(() => process.exit(1))

/**
 * A whole PromptLab of its own: storage in memory, free ports, fresh secrets, and the simulator as its only OpenRouter.
 * Its hosts share storage and secrets, as instances do; without any, each is started when it is wanted.
 */
export async function openApp(overrides = {}, { hosts: count = 1 } = {}) {
  if (!process.env.PROMPTLAB_BUILT) {
    await buildPage(console.log)
    await buildPrograms(console.log)
  }

  const [simulatorPort, ...azurePorts] = await freePorts(4)
  const simulatorUrl = `http://${host}:${simulatorPort}/api/v1`
  const secrets = freshValues()
  // Where no local.settings.json of the developer's is found.
  const cwd = await mkdtemp(path.join(tmpdir(), 'promptlab-'))
  const hosts = []
  const others = []

  const startHost = async ({ storage = azurePorts, env = {} } = {}) => {
    const [port] = await freePorts(1)
    const log = results(`app${hosts.length === 0 ? '' : hosts.length + 1}.log`)
    const settings = {
      ...secrets,
      // A host that is killed would leave its debugger's pipes in the temporary folder.
      DOTNET_EnableDiagnostics: '0',
      AzureWebJobsStorage: azuriteConnection(storage),
      OpenRouter__BaseUrl: simulatorUrl,
      OpenRouter__SimulatorUrl: simulatorUrl,
      ...overrides,
      ...env,
    }
    const started = new Host({ port, env: settings, cwd, log })
    hosts.push(started)
    await started.start()
    return started
  }
  const stop = async () => {
    await Promise.all(hosts.map((each) => each.stop()))
    for (const child of others.reverse()) {
      child.signal('SIGCONT')
      await child.stop(child.graceSeconds)
    }
    await rm(cwd, { recursive: true, force: true })
  }

  try {
    others.push(await startAzurite({ ports: azurePorts, log: results('azurite.log') }))
    others.push(
      await startSimulator({
        port: simulatorPort,
        env: overrides,
        log: results('simulator.log'),
      }),
    )
    for (let index = 0; index < count; index++) {
      await startHost()
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: hosts[0]?.url,
    azurite: others[0],
    azurePorts,
    simulatorUrl,
    startHost,
    stop,
  }
}

/** One instance of the app. It can be killed, and started again at the same address. */
class Host {
  #options
  #child

  constructor(options) {
    this.#options = options
    this.url = `http://${host}:${options.port}`
  }

  async start() {
    this.#child = await startApp(this.#options)
  }

  get pid() {
    return this.#child.pid
  }

  /** As when a machine fails: nothing is saved, nothing is said. */
  async kill() {
    this.#child.signal('SIGKILL')
    await this.#child.exited
  }

  freeze() {
    this.#child.signal('SIGSTOP')
  }

  thaw() {
    this.#child?.signal('SIGCONT')
  }

  async stop() {
    this.thaw()
    await this.#child?.stop(this.#child.graceSeconds)
  }
}
