import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { buildPage, quietDotnet } from '../../local/build.mjs'
import { inRoot } from '../../local/root.mjs'
import { makeSettings } from '../../local/settings.mjs'
import { run } from './bicep.mjs'

let out
let published

before(async () => {
  await buildPage(() => {})
  // Settings must be there to be left out; they stay, since whoever starts the app meanwhile goes by them.
  makeSettings(() => {})
  out = await mkdtemp(path.join(tmpdir(), 'publish-'))
  await dotnet('publish', 'functions', '-o', out, '-p:FunctionsWorker=StandIn')
  published = await filesBelow(out)
})

after(() => rm(out, { recursive: true, force: true }))

test('What is published holds the app, the settings of its host and the contract', () => {
  for (const file of ['PromptLab.Functions.dll', 'host.json', 'openapi.yaml']) {
    assert.ok(published.includes(file), file)
  }
})

test('It holds the page as it was built, whole', async () => {
  const page = published
    .filter((file) => file.startsWith('wwwroot/'))
    .map((file) => file.slice('wwwroot/'.length))

  assert.ok(page.includes('index.html'))
  assert.deepEqual(page, await filesBelow(inRoot('static-web', 'dist')))
})

test("It holds nobody's settings, no test and nothing that stands in for the cloud", async () => {
  const folders = await Promise.all(['tests', 'local', 'operations'].map(projectsBelow))
  const projects = folders.flat()
  // The stand-in is there because it was forced.
  const strangers = projects.filter((project) => project !== 'WorkerStandIn')

  assert.ok(strangers.length >= 4)
  assert.deepEqual(
    published.filter((file) => /local\.settings|xunit|azurite|\.test\./i.test(file)),
    [],
  )
  assert.deepEqual(
    published.filter((file) => strangers.some((project) => path.basename(file).startsWith(`${project}.`))),
    [],
  )
})

test('With an output folder and nothing forced, the real worker is what is published', async () => {
  const worker = (...properties) =>
    dotnet('msbuild', 'functions/PromptLab.Functions.csproj', '-getProperty:FunctionsWorker', ...properties)

  assert.equal((await worker('-p:_CommandLineDefinedOutputPath=true')).trim(), 'Azure')
  assert.equal((await worker()).trim(), 'StandIn')
})

test('The two workers share no folder: a deps.json of the one would start the other', async () => {
  const folders = async (worker) =>
    JSON.parse(
      await dotnet(
        ...['msbuild', 'functions/PromptLab.Functions.csproj', `-p:FunctionsWorker=${worker}`],
        ...['-getProperty:OutputPath', '-getProperty:IntermediateOutputPath'],
      ),
    ).Properties

  const [real, standIn] = [await folders('Azure'), await folders('StandIn')]

  assert.notEqual(real.OutputPath, standIn.OutputPath)
  assert.notEqual(real.IntermediateOutputPath, standIn.IntermediateOutputPath)
})

test('The app builds against the real worker wherever its packages can be had', async (t) => {
  const { code, stdout, stderr } = await run(process.execPath, [inRoot('local/check-worker.mjs')])

  t.diagnostic((stdout || stderr).split('\n')[0])
  assert.ok(code === 0 || code === 2, stdout + stderr)
  assert.match(stdout + stderr, code === 0 ? /knows all of its \d\d functions/ : /cannot be restored here/)
})

test('azd finds the Bicep files, the app and the resource that it is for', async () => {
  const azd = await readFile(inRoot('azure.yaml'), 'utf8')
  const value = (name) => azd.match(new RegExp(`^ +${name}: (.+)$`, 'm'))[1]
  const functions = await readFile(inRoot('infra/bicep/modules/functions.bicep'), 'utf8')

  assert.ok(existsSync(inRoot(value('path'), `${value('module')}.bicep`)))
  assert.ok(existsSync(inRoot(value('path'), `${value('module')}.bicepparam`)))
  assert.equal((await readdir(inRoot(value('project')))).filter((file) => file.endsWith('.csproj')).length, 1)
  assert.match(azd, /^services:\n(?: +#.*\n)* {2}app:$/m)
  assert.match(functions, /'azd-service-name': 'app'/)
})

test('docs/deploy.md speaks only of parameters, outputs and variables that there are', async () => {
  const doc = await readFile(inRoot('docs/deploy.md'), 'utf8')
  const main = await readFile(inRoot('infra/bicep/main.bicep'), 'utf8')
  const azd = await readFile(inRoot('infra/bicep/main.bicepparam'), 'utf8')
  const all = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))]
  const page = await readFile(inRoot('static-web/build/staticHost.ts'), 'utf8')
  const variables = [
    ...all(main, /^output (\w+)/gm),
    ...all(azd, /readEnvironmentVariable\('(\w+)'/g),
    ...all(page, /\.(VITE_\w+)/g),
    // What the CLI of Static Web Apps reads.
    'SWA_CLI_DEPLOYMENT_TOKEN',
  ]

  const names = all(doc, /\b([A-Z]+(?:_[A-Z]+)+)\b/g)
  const parameters = all(doc, /`([a-z]+(?:[A-Z][a-z]+)+)`/g)

  assert.ok(names.length > 4 && parameters.length > 3)
  assert.deepEqual(
    names.filter((name) => !variables.includes(name)),
    [],
  )
  assert.deepEqual(
    parameters.filter((name) => !all(main, /^param (\w+)/gm).includes(name)),
    [],
  )
})

async function dotnet(...args) {
  const { FunctionsWorker: _, ...env } = { ...process.env, ...quietDotnet }
  const { code, stdout, stderr } = await run('dotnet', args, { cwd: inRoot(), env })
  assert.equal(code, 0, stdout + stderr)
  return stdout
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort()
}

async function projectsBelow(folder) {
  const names = await readdir(inRoot(folder), { recursive: true })
  return names.filter((name) => name.endsWith('.csproj')).map((name) => path.basename(name, '.csproj'))
}
