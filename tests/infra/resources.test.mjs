import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { inRoot } from '../../local/root.mjs'
import { predict } from './bicep.mjs'
import { asText, everything, snapshotFile } from './snapshot.mjs'

let snapshot
let resources

before(async () => {
  snapshot = await predict(everything)
  resources = snapshot.predictedResources
})

test('A deployment makes what the snapshot says', async () => {
  const committed = JSON.parse(await readFile(snapshotFile, 'utf8'))
  const parts = ({ predictedResources, ...rest }) =>
    new Map([...predictedResources.map((one) => [one.id, asText(one)]), ['', asText(rest)]])
  const [is, was] = [parts(snapshot), parts(committed)]

  const changed = [...new Set([...is.keys(), ...was.keys()])].filter((id) => is.get(id) !== was.get(id))

  assert.deepEqual(changed, [], 'If that is meant: npm run snapshot, and commit what it changes.')
  assert.deepEqual(snapshot.diagnostics, [])
})

test('What is optional is made only when it is asked for', async () => {
  const { predictedResources } = await predict('infra/bicep/prod.bicepparam')
  const types = (list) => [...new Set(list.map(({ type }) => type))]

  const optional = types(resources).filter((type) => !types(predictedResources).includes(type))

  assert.deepEqual(optional.sort(), [
    'Microsoft.Consumption/budgets',
    'Microsoft.Insights/actionGroups',
    'Microsoft.Insights/scheduledQueryRules',
    'Microsoft.Web/staticSites',
  ])
  const app = predictedResources.find(({ type }) => type === 'Microsoft.Web/sites')
  assert.deepEqual(app.properties.functionAppConfig.scaleAndConcurrency.alwaysReady, [])
})

test('Everything that can carry tags says that it is PromptLab and of which environment', () => {
  // Parts of another resource, and what no tags are known for.
  const without =
    /(Services|containers|diagnosticSettings|roleAssignments|config|CredentialsPolicies|budgets)$/

  for (const { name, type, tags } of resources.filter(({ type }) => !without.test(type))) {
    assert.equal(tags?.app, 'promptlab', `${type} ${name}`)
    assert.equal(tags['azd-env-name'], 'all', `${type} ${name}`)
  }
})

test('Storage has no shared key, no public blob and no old TLS', () => {
  const { properties } = only('Microsoft.Storage/storageAccounts')

  assert.equal(properties.allowSharedKeyAccess, false)
  assert.equal(properties.allowBlobPublicAccess, false)
  assert.equal(properties.minimumTlsVersion, 'TLS1_2')
  assert.equal(properties.supportsHttpsTrafficOnly, true)
  const containers = all('Microsoft.Storage/storageAccounts/blobServices/containers')
  assert.ok(containers.length > 0)
  containers.forEach(({ name, properties }) => assert.equal(properties.publicAccess, 'None', name))
})

test('The vault goes by roles and cannot be purged', () => {
  const { properties } = only('Microsoft.KeyVault/vaults')

  assert.equal(properties.enableRbacAuthorization, true)
  assert.equal(properties.enableSoftDelete, true)
  assert.equal(properties.enablePurgeProtection, true)
})

test('Logs are written by identities alone', () => {
  const app = only('Microsoft.Insights/components')
  const settings = only('Microsoft.Web/sites/config').properties

  assert.equal(app.properties.DisableLocalAuth, true)
  assert.match(settings.APPLICATIONINSIGHTS_AUTHENTICATION_STRING, /ClientId=.*;Authorization=AAD/)
})

test('The app runs .NET 10 on Flex Consumption, over HTTPS, without publishing passwords', () => {
  const { properties, identity, tags } = only('Microsoft.Web/sites')
  const passwords = all('Microsoft.Web/sites/basicPublishingCredentialsPolicies')

  assert.deepEqual(properties.functionAppConfig.runtime, { name: 'dotnet-isolated', version: '10.0' })
  assert.equal(only('Microsoft.Web/serverfarms').sku.name, 'FC1')
  assert.equal(properties.httpsOnly, true)
  assert.equal(properties.siteConfig.minTlsVersion, '1.2')
  assert.equal(identity.type, 'UserAssigned')
  assert.equal(tags['azd-service-name'], 'app')
  assert.deepEqual(
    passwords.map(({ properties }) => properties.allow),
    [false, false],
  )
})

test('The host and the app let in the same origins, and nobody where none is listed', async () => {
  const cors = (list) => list.find(({ type }) => type === 'Microsoft.Web/sites').properties.siteConfig.cors
  const { predictedResources } = await predict('infra/bicep/dev.bicepparam')
  const listed = only('Microsoft.Web/sites/config').properties.Cors__AllowedOrigins

  assert.deepEqual(cors(resources), { allowedOrigins: listed.split(', '), supportCredentials: true })
  assert.equal(cors(resources).allowedOrigins.length, 2)
  assert.deepEqual(cors(predictedResources), { allowedOrigins: [], supportCredentials: false })
})

test('An instance may be kept awake for requests and for the function that executes runs', async () => {
  const { alwaysReady } = only('Microsoft.Web/sites').properties.functionAppConfig.scaleAndConcurrency
  const queue = await readFile(inRoot('functions/Runs/RunQueue.cs'), 'utf8')

  assert.deepEqual(alwaysReady, [
    { name: 'http', instanceCount: 1 },
    { name: 'function:ExecuteRun', instanceCount: 2 },
  ])
  assert.match(queue, /\[Function\("ExecuteRun"\)\]/)
})

test("The app's identity has the roles it needs, each on one resource, and no other", () => {
  const grants = all('Microsoft.Authorization/roleAssignments').map(({ id, properties }) => {
    assert.match(properties.principalId, /userAssignedIdentities\/promptlab-all/)
    const [, resource] =
      id.match(/\/providers\/([^/]+\/[^/]+)\/[^/]+\/providers\/[^/]+\/roleAssignments\//) ?? []
    return `${roles[properties.roleDefinitionId.split('/').at(-1)]} on ${resource}`
  })

  assert.deepEqual(grants.sort(), [
    'Key Vault Secrets User on Microsoft.KeyVault/vaults',
    'Monitoring Metrics Publisher on Microsoft.Insights/components',
    'Storage Blob Data Owner on Microsoft.Storage/storageAccounts',
    'Storage Queue Data Contributor on Microsoft.Storage/storageAccounts',
    'Storage Table Data Contributor on Microsoft.Storage/storageAccounts',
  ])
})

test('What happens in the vault, in storage and in the app goes to the workspace', () => {
  const logged = all('Microsoft.Insights/diagnosticSettings').map(({ id, properties }) => {
    assert.match(properties.workspaceId, /workspaceId/)
    const kinds = [...(properties.logs ?? []), ...(properties.metrics ?? [])]
    assert.ok(kinds.every(({ enabled }) => enabled))
    const [, resource] = id.match(
      /\/providers\/[^/]+\/([^/]+(?:\/[^/]+\/\w+Services)?)\/.*\/diagnosticSettings\//,
    )
    return `${resource.replace(/\/.*\//, ' ')}: ${kinds.map((kind) => kind.category ?? kind.categoryGroup)}`
  })

  assert.deepEqual(logged.sort(), [
    'sites: AllMetrics',
    'storageAccounts blobServices: StorageDelete',
    'storageAccounts queueServices: StorageWrite,StorageDelete',
    'storageAccounts tableServices: StorageDelete',
    'vaults: audit',
  ])
})

test('A person hears of 5xx, of the poison queues and of runs that wait', async () => {
  const alerts = all('Microsoft.Insights/scheduledQueryRules')
  const queries = alerts.map(({ properties }) => properties.criteria.allOf[0].query).join('\n')
  const names = await readFile(inRoot('functions/Platform/Storage/StorageNames.cs'), 'utf8')

  assert.match(queries, /ResultCode\) between \(500 \.\. 599\)/)
  for (const queue of ['runs', 'runs-poison', 'run-costs-poison', 'comparisons-poison']) {
    assert.ok(names.includes(`"${queue}"`), `${queue} is no queue of the app any more`)
    assert.ok(queries.includes(`"/${queue}/messages"`), `no alert looks at ${queue}`)
  }
  for (const { properties } of alerts) {
    assert.match(properties.actions.actionGroups[0], /actionGroups\/promptlab-all$/)
  }
})

test('A budget tells before it is spent', () => {
  const { properties } = only('Microsoft.Consumption/budgets')

  assert.deepEqual([properties.amount, properties.timePeriod.startDate], [20, '2026-12-01'])
  assert.equal(properties.notifications.mostOfItIsSpent.threshold, 80)
})

function all(type) {
  return resources.filter((resource) => resource.type === type)
}

function only(type) {
  const found = all(type)
  assert.equal(found.length, 1, `${found.length} of ${type}`)
  return found[0]
}

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
const roles = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
}
