import { existsSync, utimesSync } from 'node:fs'
import { newest } from './freshness.mjs'
import { run } from './processes.mjs'
import { inRoot } from './root.mjs'

/** npm's own note of what it installed. */
const installed = inRoot('node_modules', '.package-lock.json')

/** "npm install" and not "npm ci": that one refuses a lock file without every other system's binaries. */
export async function install(say) {
  const wanted = newest(
    ['package-lock.json', 'package.json', 'static-web/package.json'].map((file) => inRoot(file)),
  )
  if (newest([installed]) >= wanted) {
    return
  }
  say('Installing npm packages')
  await run('npm install', 'npm', ['install', '--no-audit', '--no-fund'], {
    log: inRoot('.azurite', 'logs', 'npm.log'),
  })
  if (existsSync(installed)) {
    // npm leaves the note alone when there was nothing to do.
    utimesSync(installed, new Date(), new Date())
  }
}
