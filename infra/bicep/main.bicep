targetScope = 'subscription'

@description('Which PromptLab this is, in letters, digits and hyphens: part of its names, and the environment that azd knows it by.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('The region of everything, such as westeurope. It must offer Flex Consumption.')
param location string = deployment().location

@description('Where people open the page, such as https://promptlab.example. Empty: the address that Azure gives the app.')
param publicOrigin string = ''

@description('Origins whose pages may call the API, such as https://app.promptlab.example, several with commas between. Empty: the page that the function app itself serves.')
param allowedOrigins string = ''

@description('While the signing key is being replaced: the version that was in use before, whose tokens are still accepted.')
param previousSigningKeyVersion string = ''

@description('Instances that never sleep for requests. 0 costs nothing when idle; 1 spares the first visitor the cold start.')
@minValue(0)
param alwaysReadyForRequests int = 0

@description('Instances that never sleep for queued runs. 0 lets a run whose page was closed wait for an instance to wake.')
@minValue(0)
param alwaysReadyForRuns int = 0

@description('Who is told when something fails. Empty: nobody is, and there are no alert rules to pay for.')
param alertEmail string = ''

@description('A month\'s cost, in the currency of the bill, at which alertEmail and the owners are told. "start" is a first of the month, the present one or a later one, and can never be changed: Azure refuses that.')
param budget { amount: int, start: string }?

@description('Days that logs are kept.')
@minValue(30)
param logRetentionInDays int = 30

@description('The highest day\'s volume of logs, in GB, as a cap on their cost.')
@minValue(1)
param logDailyCapInGb int = 1

@description('Where the page gets a Static Web App of its own. Empty: the function app serves the page itself.')
@allowed(['', 'centralus', 'eastasia', 'eastus2', 'westeurope', 'westus2'])
param staticWebAppLocation string = ''

var suffix = uniqueString(subscription().id, environmentName, location)
var common = 'promptlab-${environmentName}'
var names = {
  alerts: common
  app: '${common}-${suffix}'
  appInsights: '${common}-insights'
  group: common
  identity: common
  logs: '${common}-logs'
  page: '${common}-page'
  storage: 'promptlab${suffix}'
  vault: 'promptlab-${suffix}'
}
var tags = { app: 'promptlab', 'azd-env-name': environmentName }
var deploymentContainer = 'app-package'
var secretNames = { signingKey: 'signing-key', wrappingKey: 'wrapping-key' }
var vaultUri = 'https://${names.vault}${environment().suffixes.keyvaultDns}'
var signingKeyUri = '${vaultUri}/secrets/${secretNames.signingKey}'

// Where the app is found, as it calls itself to browsers and to OpenRouter.
var origin = empty(publicOrigin) ? 'https://${names.app}.azurewebsites.net' : publicOrigin

// The names of local.settings.sample.json, and its values but for what is different in Azure: tests compare the two.
var settings = {
  App__PublicOrigin: origin
  Cors__AllowedOrigins: allowedOrigins
  // Without a version: the app gets a new one within a day, or with its next restart.
  Auth__SigningKey: '@Microsoft.KeyVault(SecretUri=${signingKeyUri})'
  // A reference that cannot be resolved would reach the app as its own text, so there is one only where there is a key.
  Auth__PreviousSigningKey: empty(previousSigningKeyVersion)
    ? ''
    : '@Microsoft.KeyVault(SecretUri=${signingKeyUri}/${previousSigningKeyVersion})'
  // Read by the app itself and not by reference: it needs the older versions too, and a new one without a restart.
  Encryption__KeyVaultUri: vaultUri
  Encryption__SecretName: secretNames.wrappingKey
  OpenRouter__BaseUrl: 'https://openrouter.ai/api/v1'
  OpenRouter__AuthUrl: ''
  OpenRouter__AppUrl: origin
  OpenRouter__IdleTimeout: '00:01:30'
  RateLimits__FailedSignInsPerAccount: '10'
  RateLimits__SignInsPerAddress: '100'
  RateLimits__RegistrationsPerAddress: '20'
  RateLimits__RunsPerUser: '600'
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: names.group
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    logsName: names.logs
    appInsightsName: names.appInsights
    location: location
    tags: tags
    retentionInDays: logRetentionInDays
    dailyCapInGb: logDailyCapInGb
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    deploymentContainer: deploymentContainer
    logWorkspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/keyvault.bicep' = {
  scope: group
  params: {
    name: names.vault
    location: location
    tags: tags
    secretNames: secretNames
    logWorkspaceId: monitoring.outputs.workspaceId
  }
}

module access 'modules/access.bicep' = {
  scope: group
  params: {
    identityName: names.identity
    location: location
    tags: tags
    storageAccountName: names.storage
    vaultName: names.vault
    appInsightsName: names.appInsights
  }
  dependsOn: [storage, vault, monitoring]
}

module app 'modules/functions.bicep' = {
  scope: group
  params: {
    name: names.app
    location: location
    tags: tags
    identityId: access.outputs.identityId
    identityClientId: access.outputs.identityClientId
    storageAccountName: names.storage
    deploymentContainer: deploymentContainer
    appInsightsConnectionString: monitoring.outputs.connectionString
    logWorkspaceId: monitoring.outputs.workspaceId
    alwaysReadyForRequests: alwaysReadyForRequests
    alwaysReadyForRuns: alwaysReadyForRuns
    allowedOrigins: empty(allowedOrigins) ? [] : map(split(allowedOrigins, ','), entry => trim(entry))
    settings: settings
  }
}

module alerts 'modules/alerts.bicep' = if (!empty(alertEmail)) {
  scope: group
  params: {
    name: names.alerts
    location: location
    tags: tags
    email: alertEmail
    logWorkspaceId: monitoring.outputs.workspaceId
  }
}

module spending 'modules/budget.bicep' = if (budget != null) {
  scope: group
  params: {
    amount: budget!.amount
    start: budget!.start
    email: alertEmail
  }
}

module page 'modules/static-web.bicep' = if (!empty(staticWebAppLocation)) {
  scope: group
  params: {
    name: names.page
    location: staticWebAppLocation
    tags: tags
  }
}

// azd keeps these for the commands of docs/deploy.md.
output AZURE_RESOURCE_GROUP string = group.name
output APP_NAME string = names.app
output APP_ADDRESS string = 'https://${app.outputs.hostName}'
output VAULT_NAME string = names.vault
output PAGE_NAME string = empty(staticWebAppLocation) ? '' : names.page
