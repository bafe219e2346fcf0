import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of a Chromium: a given one, an installed one, or one that is installed now. Never a reason to skip. */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (!existsSync(given)) {
      throw new Error(`CHROMIUM_PATH is ${given}, but there is no such file.`)
    }
    return given
  }
  return onPath() ?? fromDebian() ?? (await fromPlaywright()) ?? fail()
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(executable)
}

function fromDebian() {
  const isDebian =
    existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  if (!isDebian || process.getuid() !== 0) {
    return undefined
  }
  console.log('Installing Chromium from Debian, once')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = { stdio: 'ignore', env, timeout: 300_000 }
  spawnSync('apt-get', ['update'], quiet)
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], quiet)
  return onPath()
}

async function fromPlaywright() {
  console.log("Downloading Playwright's Chromium, once")
  const { resolve } = createRequire(import.meta.url)
  const cli = path.join(path.dirname(resolve('playwright-core/package.json')), 'cli.js')
  spawnSync(process.execPath, [cli, 'install', 'chromium'], {
    stdio: 'ignore',
    timeout: 300_000,
  })
  const { chromium } = await import('playwright-core')
  return executable(chromium.executablePath()) ? chromium.executablePath() : undefined
}

function fail() {
  throw new Error(
    'No Chromium was found. Install one ("apt-get install chromium", or Chrome), or set CHROMIUM_PATH to it.',
  )
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
