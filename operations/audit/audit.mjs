// npm run audit: does anybody know of a vulnerability in what is installed? Asks the package registries, so it is no part of the tests.
import { execFile } from 'node:child_process'
import { root } from '../../local/root.mjs'
import { exitCode, lines, ofNpm, ofNuget } from './verdicts.mjs'

const patience = 120_000

const nuget = await output('dotnet', [
  ...['list', 'PromptLab.sln', 'package', '--vulnerable', '--include-transitive', '--format', 'json'],
])
const verdicts = {
  NuGet: ofNuget(nuget, await Promise.all(sourcesIn(nuget).map(serviceIndex))),
  npm: ofNpm(await output('npm', ['audit', '--json'])),
}

console.log(
  Object.entries(verdicts)
    .flatMap(([name, verdict]) => lines(name, verdict))
    .join('\n'),
)
process.exit(exitCode(Object.values(verdicts)))

/** Whatever it says, however it ends: both end badly when they find something. */
function output(command, args) {
  const options = {
    cwd: root,
    timeout: patience,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  }
  return new Promise((resolve) =>
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve(stdout.trim() ? stdout : stderr || `${error?.message ?? ''}`),
    ),
  )
}

function sourcesIn(report) {
  try {
    return JSON.parse(report).sources ?? []
  } catch {
    return []
  }
}

async function serviceIndex(source) {
  try {
    const response = await fetch(source, { signal: AbortSignal.timeout(patience) })
    return response.ok ? await response.json() : null
  } catch {
    return null
  }
}
