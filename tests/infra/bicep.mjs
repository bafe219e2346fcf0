import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { inRoot } from '../../local/root.mjs'

export const infra = fileURLToPath(new URL('../../infra/bicep/', import.meta.url))

const nobody = '00000000-0000-0000-0000-000000000000'

const predicted = {}
let compiler

/** Runs the Bicep compiler that infra/bicep/cli names; NuGet brings it on the first call. */
export async function bicep(...args) {
  compiler ??= restore()
  const { code, stdout, stderr } = await run(await compiler, args)
  // Warnings leave exit code 0, so the text is what counts.
  const complaints = (stderr + stdout).split('\n').filter((line) => /: (Warning|Error|Info) /.test(line))
  return { code, stdout, stderr, complaints }
}

/** What a deployment with these parameters would make, as Azure's own engine sees it without asking Azure. */
export function predict(parameterFile) {
  predicted[parameterFile] ??= inCopy((root) => predictIn(root, parameterFile))
  return predicted[parameterFile]
}

export async function predictIn(root, parameterFile) {
  const file = path.join(root, parameterFile)
  const { code, stderr } = await bicep(
    ...['snapshot', file, '--mode', 'overwrite', '--location', 'westeurope'],
    ...['--subscription-id', nobody, '--tenant-id', nobody],
  )
  if (code !== 0) {
    throw new Error(`${parameterFile} could not be evaluated:\n${stderr}`)
  }
  const snapshot = JSON.parse(await readFile(file.replace('.bicepparam', '.snapshot.json'), 'utf8'))
  snapshot.predictedResources.forEach(shortenKey)
  // Their order changes from call to call.
  snapshot.outputs = Object.fromEntries(Object.entries(snapshot.outputs).sort())
  return snapshot
}

/** Hands on a copy of what is compiled: the compiler writes beside its input. */
export async function inCopy(action) {
  const root = await mkdtemp(path.join(tmpdir(), 'bicep-'))
  try {
    for (const folder of ['infra/bicep', 'tests/infra']) {
      await mkdir(path.join(root, folder), { recursive: true })
      await cp(inRoot(folder), path.join(root, folder), {
        recursive: true,
        filter: (source) => !/[\\/]cli([\\/]|$)/.test(source.slice(inRoot(folder).length)),
      })
    }
    return await action(root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** The making of a key is an expression as long as a book; that it is one is all that matters here. */
function shortenKey({ type, properties }) {
  if (type === 'Microsoft.KeyVault/vaults/secrets' && properties.value.startsWith('[')) {
    const [parameter] = properties.value.match(/parameters\('\w+'\)|newGuid\(\)/) ?? ['something else']
    properties.value = `[made of ${parameter}]`
  }
}

async function restore() {
  const restored = await run('dotnet', ['restore', 'cli/BicepCli.csproj'])
  if (restored.code !== 0) {
    throw new Error(`The Bicep compiler could not be restored:\n${restored.stdout}${restored.stderr}`)
  }
  const { stdout } = await run('dotnet', ['msbuild', 'cli/BicepCli.csproj', '-getProperty:BicepPath'])
  return stdout.trim()
}

export function run(file, args, options = { cwd: infra }) {
  return new Promise((resolve) => {
    execFile(file, args, { ...options, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({
        code: error ? (error.code ?? 1) : 0,
        stdout,
        stderr: error && !stderr ? String(error) : stderr,
      })
    })
  })
}
