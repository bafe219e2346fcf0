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
 * Its hosts share storage and secrets, as instances do; without any, each is started when it is wanted. Storage that
 * keepsFiles can be killed and started again.
 */
export async function openApp(overrides = {}, { hosts: count = 1, keepsFiles = false } = {}) {
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
  const folder = keepsFiles ? path.join(cwd, 'azurite') : undefined
  const azurite = new Program('azurite', (log) => startAzurite({ ports: azurePorts, folder, log }))
  const simulator = new Program('simulator', (log) =>
    startSimulator({ port: simulatorPort, env: overrides, log }),
  )

  const startHost = async ({ storage = azurePorts, env = {} } = {}) => {
    const [port] = await freePorts(1)
    const name = `app${hosts.length === 0 ? '' : hosts.length + 1}`
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
    const started = new Program(name, (log) => startApp({ port, env: settings, cwd, log }))
    started.url = `http://${host}:${port}`
    hosts.push(started)
    await started.start()
    return started
  }
  const stop = async () => {
    await Promise.all(hosts.map((each) => each.stop()))
    await simulator.stop()
    await azurite.stop()
    await rm(cwd, { recursive: true, force: true })
  }

  try {
    await azurite.start()
    await simulator.start()
    for (let index = 0; index < count; index++) {
      await startHost()
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: hosts[0]?.url,
    azurite,
    simulator,
    azurePorts,
    simulatorUrl,
    startHost,
    stop,
  }
}

/** A program of the app, such as one of its instances. It can be killed, and started again at the same address. */
class Program {
  #name
  #launch
  #child
  #starts = 0

  constructor(name, launch) {
    this.#name = name
    this.#launch = launch
  }

  /** What it said before it was started again is kept. */
  async start() {
    const again = ++this.#starts > 1 ? `-${this.#starts}` : ''
    this.#child = await this.#launch(results(`${this.#name}${again}.log`))
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

  /** Asks it to end; it may save what it has. */
  async stop(graceSeconds = this.#child?.graceSeconds) {
    this.thaw()
    await this.#child?.stop(graceSeconds)
  }
}
