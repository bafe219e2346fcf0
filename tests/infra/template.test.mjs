import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { bicep } from './bicep.mjs'

// Known to the host alone, or of use on one machine alone.
const notForAzure = [
  'FUNCTIONS_WORKER_RUNTIME',
  'AzureWebJobsStorage',
  'Encryption__WrappingKeys__1',
  'OpenRouter__SimulatorUrl',
]

let template
let resources

before(async () => {
  const { code, stdout, complaints } = await bicep('build', '--no-restore', '--stdout', 'main.bicep')
  assert.deepEqual(complaints, [])
  assert.equal(code, 0)
  template = JSON.parse(stdout)
  resources = flatten(template)
})

test('The app gets exactly the settings of local.settings.sample.json', async () => {
  const sample = JSON.parse(
    await readFile(new URL('../../local.settings.sample.json', import.meta.url), 'utf8'),
  )
  const expected = Object.keys(sample.Values).filter((name) => !notForAzure.includes(name))

  assert.deepEqual(Object.keys(template.variables.settings).sort(), expected.sort())
})

test('What the sample calls random bytes comes from the vault', async () => {
  const sample = JSON.parse(
    await readFile(new URL('../../local.settings.sample.json', import.meta.url), 'utf8'),
  )
  const secrets = Object.keys(sample.Values).filter(
    (name) => sample.Values[name].startsWith('<') && !notForAzure.includes(name),
  )

  assert.ok(secrets.length > 0)
  for (const name of secrets) {
    assert.match(template.variables.settings[name], /@Microsoft\.KeyVault\(/, name)
  }
})

test('The app asks the vault for the wrapping key itself, by the name that a person is told to set', () => {
  const { settings, secretNames } = template.variables

  assert.match(settings.Encryption__KeyVaultUri, /https:\/\/.*names.*vault.*keyvaultDns/)
  assert.match(settings.Encryption__SecretName, /secretNames.*wrappingKey/)
  assert.equal(secretNames.wrappingKey, 'wrapping-key')
  assert.match(JSON.stringify(template.outputs.secretsToSet.value), /secretNames.*wrappingKey/)
})

test('Storage has no shared key, no public blob and no old TLS', () => {
  const { properties } = only('Microsoft.Storage/storageAccounts')

  assert.equal(properties.allowSharedKeyAccess, false)
  assert.equal(properties.allowBlobPublicAccess, false)
  assert.equal(properties.minimumTlsVersion, 'TLS1_2')
  assert.equal(properties.supportsHttpsTrafficOnly, true)
})

test('The vault goes by roles and cannot be purged', () => {
  const { properties } = only('Microsoft.KeyVault/vaults')

  assert.equal(properties.enableRbacAuthorization, true)
  assert.equal(properties.enablePurgeProtection, true)
})

test('The app runs .NET 10 on Flex Consumption, over HTTPS, without publishing passwords', () => {
  const { properties } = only('Microsoft.Web/sites')
  const passwords = resources.filter(({ type }) => type.endsWith('/basicPublishingCredentialsPolicies'))

  assert.deepEqual(properties.functionAppConfig.runtime, { name: 'dotnet-isolated', version: '10.0' })
  assert.equal(only('Microsoft.Web/serverfarms').sku.name, 'FC1')
  assert.equal(properties.httpsOnly, true)
  assert.deepEqual(
    passwords.map(({ properties }) => properties.allow),
    [false, false],
  )
})

test('No right is wider than the one resource it is for', () => {
  const grants = resources.filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments')

  assert.equal(grants.length, 3)
  for (const grant of grants) {
    assert.ok(grant.scope, `${grant.name} holds for the whole resource group`)
  }
})

function only(type) {
  const found = resources.filter((resource) => resource.type === type && !resource.existing)
  assert.equal(found.length, 1, `${found.length} of ${type}`)
  return found[0]
}

// Symbolic names make `resources` an object in some templates and a list in others.
function flatten({ resources }) {
  return Object.values(resources).flatMap((resource) =>
    resource.type === 'Microsoft.Resources/deployments' ? flatten(resource.properties.template) : [resource],
  )
}
