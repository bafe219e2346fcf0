// npm run start:func: as npm start, but the app runs on the real Functions host, by way of Core Tools' "func start".
import { spawnSync } from 'node:child_process'
import { buildPage, quietDotnet } from './build.mjs'
import { Failure } from './failure.mjs'
import { lab } from './lab.mjs'
import { host } from './ports.mjs'
import { answering, ready } from './programs.mjs'
import { Child } from './processes.mjs'
import { inRoot } from './root.mjs'

await lab({
  prepare: async (say) => {
    requireFunc()
    await buildPage(say)
  },
  programs: ['OpenRouterSimulator'],
  startApp: startFunc,
  ready: ({ appAddress }) => `PromptLab is ready at ${appAddress}`,
})

function requireFunc() {
  const { error, stdout } = spawnSync('func', ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (error || !/^4\./m.test(stdout)) {
    throw new Failure(
      'Azure Functions Core Tools 4 ("func") were not found on this machine: install them, or use npm start, which needs none.',
    )
  }
}

/** It builds the app against the real worker first; from functions/ it finds local.settings.json by walking up. */
async function startFunc({ port, env, log, onLine }) {
  const func = new Child('func start', 'func', ['start', '--port', String(port)], {
    env: { ...env, ...quietDotnet, FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT: '1' },
    cwd: inRoot('functions'),
    log,
    onLine,
  })
  func.graceSeconds = 15
  await ready(func, 300, (signal) => answering(`http://${host}:${port}/api/health/`, signal))
  return func
}
