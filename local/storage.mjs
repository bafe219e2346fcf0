import path from 'node:path'
import { portFrom } from './ports.mjs'
import { azuriteConnection } from './programs.mjs'
import { inRoot } from './root.mjs'
import { setting } from './settings.mjs'

const development = 'UseDevelopmentStorage=true'

/** Which storage the environment and local.settings.json lead to: an account of one's own, or Azurite on these ports and in this folder. */
export function whichStorage() {
  const first = portFrom('AZURITE_PORT', 10000)
  const ports = [first, first + 1, first + 2]
  // Two at once need a folder each.
  const home = first === 10000 ? inRoot('.azurite') : inRoot('.azurite', `port-${first}`)
  const named = setting('AzureWebJobsStorage') ?? development
  const azurite = named === development ? { ports, folder: path.join(home, 'data') } : undefined
  return { home, azurite, connection: azurite ? azuriteConnection(ports) : named, isUsual: first === 10000 }
}
