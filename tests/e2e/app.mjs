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

/** A whole PromptLab of its own: storage in memory, free ports, fresh secrets, and the simulator as its only OpenRouter. */
export async function openApp(overrides = {}) {
  await buildPage(console.log)
  await buildPrograms(console.log)

  const [appPort, simulatorPort, ...azurePorts] = await freePorts(5)
  const simulatorUrl = `http://${host}:${simulatorPort}/api/v1`
  const env = {
    ...freshValues(),
    AzureWebJobsStorage: azuriteConnection(azurePorts),
    OpenRouter__BaseUrl: simulatorUrl,
    OpenRouter__SimulatorUrl: simulatorUrl,
    ...overrides,
  }
  // Where no local.settings.json of the developer's is found.
  const cwd = await mkdtemp(path.join(tmpdir(), 'promptlab-'))
  const children = []
  const stop = async () => {
    for (const child of children.reverse()) {
      await child.stop(child.graceSeconds)
    }
    await rm(cwd, { recursive: true, force: true })
  }

  try {
    children.push(await startAzurite({ ports: azurePorts, log: results('azurite.log') }))
    children.push(
      await startSimulator({ port: simulatorPort, env: overrides, log: results('simulator.log') }),
    )
    children.push(await startApp({ port: appPort, env, cwd, log: results('app.log') }))
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `http://${host}:${appPort}`, simulatorUrl, stop }
}
