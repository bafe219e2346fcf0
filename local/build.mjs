import { existsSync } from 'node:fs'
import { newest } from './freshness.mjs'
import { run } from './processes.mjs'
import { inRoot } from './root.mjs'

export const configuration = process.env.PROMPTLAB_CONFIGURATION ?? 'Release'

export const program = (name, room = 'local') =>
  inRoot(room, name, 'bin', configuration, 'net10.0', `${name}.dll`)

/** The page is linked into the app's build, so it comes first. */
export async function buildPage(say) {
  const built = newest([inRoot('static-web', 'dist', 'index.html')])
  const sources = [inRoot('static-web'), inRoot('functions', 'openapi.yaml')]
  if (
    !existsSync(inRoot('static-web', 'package.json')) ||
    built > newest(sources, ['node_modules', 'dist', 'dist-static'])
  ) {
    return
  }
  say('Building the page')
  await run('The build of the page', 'npm', ['run', 'build', '-w', 'static-web'], { log: log('build-page') })
}

export async function buildPrograms(say, programs = ['PromptLab.LocalHost', 'OpenRouterSimulator']) {
  say(
    programs.includes('PromptLab.LocalHost')
      ? 'Building the app and the OpenRouter simulator'
      : 'Building the OpenRouter simulator',
  )
  for (const name of programs) {
    await buildProgram(name)
  }
}

export function buildProgram(name, room = 'local') {
  return run(
    `The build of ${name}`,
    'dotnet',
    ['build', inRoot(room, name), '-c', configuration, '-v', 'quiet', '-nologo', '-clp:NoSummary'],
    { log: log(`build-${name}`), env: quietDotnet },
  )
}

/** Without the servers that a build leaves behind to make the next one faster: nothing outlives its command. */
export const quietDotnet = {
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  MSBUILDDISABLENODEREUSE: '1',
  UseSharedCompilation: 'false',
}

function log(name) {
  return inRoot('.azurite', 'logs', `${name}.log`)
}
