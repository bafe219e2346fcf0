import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const infra = fileURLToPath(new URL('../../infra/bicep/', import.meta.url))

let compiler

/** Runs the Bicep compiler that infra/bicep/cli names; NuGet brings it on the first call. */
export async function bicep(...args) {
  compiler ??= restore()
  const { code, stdout, stderr } = await run(await compiler, args)
  // Warnings leave exit code 0, so the text is what counts.
  const complaints = (stderr + stdout).split('\n').filter((line) => /: (Warning|Error) /.test(line))
  return { code, stdout, stderr, complaints }
}

async function restore() {
  const restored = await run('dotnet', ['restore', 'cli/BicepCli.csproj'])
  if (restored.code !== 0) {
    throw new Error(`The Bicep compiler could not be restored:\n${restored.stdout}${restored.stderr}`)
  }
  const { stdout } = await run('dotnet', ['msbuild', 'cli/BicepCli.csproj', '-getProperty:BicepPath'])
  return stdout.trim()
}

function run(file, args) {
  return new Promise((resolve) => {
    execFile(file, args, { cwd: infra, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({
        code: error ? (error.code ?? 1) : 0,
        stdout,
        stderr: error && !stderr ? String(error) : stderr,
      })
    })
  })
}
