// npm run backup, npm run restore: the program of PromptLab.Backup on the storage that npm start uses, or on one in Azure.
import { buildProgram, program } from '../local/build.mjs'
import { Failure } from '../local/failure.mjs'
import { connects } from '../local/ports.mjs'
import { Child, stopAll } from '../local/processes.mjs'
import { startAzurite } from '../local/programs.mjs'
import { whenToldToStop } from '../local/signals.mjs'
import { whichStorage } from '../local/storage.mjs'

const name = 'PromptLab.Backup'

whenToldToStop(() => leave(130))
try {
  await buildProgram(name, 'operations')
  await leave(await go(process.argv.slice(2)))
} catch (error) {
  console.error(error instanceof Failure ? error.message : error.stack)
  await leave(1)
}

async function go(args) {
  const { azurite, connection } = whichStorage()
  if (azurite && !args.includes('--account') && !(await connects(azurite.ports[0]))) {
    // Between two starts of the app its storage is a folder: it is woken for as long as this takes.
    await startAzurite(azurite)
  }
  const env = { AzureWebJobsStorage: connection }
  // A folder is meant from where the person is, and npm runs its scripts at the root.
  const cwd = process.env.INIT_CWD ?? process.cwd()
  const child = new Child(name, 'dotnet', [program(name, 'operations'), ...args], { env, cwd, inherit: true })
  return (await child.exited).code
}

async function leave(code) {
  await stopAll()
  process.exit(code)
}
