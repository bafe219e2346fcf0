import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { inRoot } from '../../local/root.mjs'
import { predict } from './bicep.mjs'
import { everything } from './snapshot.mjs'

// local.settings.sample.json is the one list of settings. SettingListTests.cs holds the code to it, these tests Azure.

/** On the list, but not for Azure: the platform sets the first, the others are of one's own machine. */
const atHomeOnly = [
  'FUNCTIONS_WORKER_RUNTIME',
  'AzureWebJobsStorage',
  'Encryption__WrappingKeys__1',
  'OpenRouter__SimulatorUrl',
]

/** Set in Azure beside the list: how the host reaches storage and telemetry. */
const platform = [
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'AzureWebJobsStorage__blobServiceUri',
  'AzureWebJobsStorage__clientId',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__queueServiceUri',
  'AzureWebJobsStorage__tableServiceUri',
]

/** The value is not that of one's own machine. */
const different = [
  'App__PublicOrigin',
  'Auth__PreviousSigningKey',
  'Auth__SigningKey',
  'Cors__AllowedOrigins',
  'Encryption__KeyVaultUri',
  'OpenRouter__AppUrl',
]

let list
let azure

before(async () => {
  list = JSON.parse(await readFile(inRoot('local.settings.sample.json'), 'utf8')).Values
  azure = settingsOf(await predict(everything))
})

test('Azure sets exactly what the list names, and how the host reaches its services', () => {
  const expected = [...Object.keys(list).filter((name) => !atHomeOnly.includes(name)), ...platform]

  assert.deepEqual(Object.keys(azure).sort(), expected.sort())
})

test('A value differs from the list only where Azure is different', () => {
  const differing = Object.keys(list).filter((name) => name in azure && azure[name] !== list[name])

  assert.deepEqual(differing.sort(), different)
})

test('What the list calls random bytes comes from the vault, the previous signing key by its version', () => {
  const secrets = Object.keys(list).filter((name) => list[name].startsWith('<') && !atHomeOnly.includes(name))

  assert.deepEqual(secrets, ['Auth__SigningKey'])
  assert.match(azure.Auth__SigningKey, /@Microsoft\.KeyVault\(SecretUri=.*'signing-key'/)
  assert.match(
    azure.Auth__PreviousSigningKey,
    /@Microsoft\.KeyVault\(SecretUri=.*'0123456789abcdef0123456789abcdef'/,
  )
})

test('Without a rotation there is no previous key, and the app is found where Azure puts it', async () => {
  const settings = settingsOf(await predict('infra/bicep/dev.bicepparam'))

  assert.equal(settings.Auth__PreviousSigningKey, '')
  assert.match(settings.App__PublicOrigin, /^https:\/\/promptlab-dev-\w{13}\.azurewebsites\.net$/)
})

test('No setting holds a key or a password', () => {
  for (const [name, value] of Object.entries(azure)) {
    assert.doesNotMatch(value, /AccountKey|SharedAccess|listKeys|InstrumentationKey/i, name)
  }
})

function settingsOf({ predictedResources }) {
  return predictedResources.find(({ type }) => type === 'Microsoft.Web/sites/config').properties
}
