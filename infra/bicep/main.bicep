targetScope = 'resourceGroup'

@description('Which PromptLab this is; part of every name.')
@allowed(['dev', 'prod'])
param environment string

param location string = resourceGroup().location

@description('Where people open the page, with https://. Empty: the address that Azure gives the app.')
param publicOrigin string = ''

@description('True while access tokens signed with the key before the present one are still accepted.')
param acceptPreviousSigningKey bool = false

@description('Instances that never sleep. 0 costs nothing when idle; 1 spares the first visitor the cold start.')
@minValue(0)
param alwaysReadyInstances int = 0

@description('Days that logs are kept.')
@minValue(30)
param logRetentionInDays int = 30

@description('The highest day\'s volume of logs, in GB, as a cap on their cost.')
param logDailyCapInGb int = 1

var suffix = uniqueString(resourceGroup().id, environment)
var names = {
  app: 'promptlab-${environment}-${suffix}'
  identity: 'promptlab-${environment}-identity'
  monitoring: 'promptlab-${environment}'
  storage: take('promptlab${environment}${suffix}', 24)
  vault: take('pl-${environment}-${suffix}', 24)
}
var tags = { app: 'promptlab', environment: environment }
var deploymentContainer = 'app-package'

// Set once by a person (output secretsToSet); a template that made them would make new ones on each deployment.
var secretNames = {
  signingKey: 'Auth-SigningKey'
  previousSigningKey: 'Auth-PreviousSigningKey'
  wrappingKey: 'wrapping-key'
}

// The names of local.settings.sample.json. A reference that cannot be resolved reaches the app as
// its own text, so a secret that may be absent is referred to only when it is there.
var settings = {
  App__PublicOrigin: empty(publicOrigin) ? 'https://${names.app}.azurewebsites.net' : publicOrigin
  Auth__SigningKey: '@Microsoft.KeyVault(VaultName=${names.vault};SecretName=${secretNames.signingKey})'
  Auth__PreviousSigningKey: acceptPreviousSigningKey
    ? '@Microsoft.KeyVault(VaultName=${names.vault};SecretName=${secretNames.previousSigningKey})'
    : ''
  // Read by the app itself and not by reference: it needs the older versions too, and a new one without a restart.
  Encryption__KeyVaultUri: 'https://${names.vault}${az.environment().suffixes.keyvaultDns}'
  Encryption__SecretName: secretNames.wrappingKey
  OpenRouter__BaseUrl: 'https://openrouter.ai/api/v1'
}

// User-assigned, so that its rights are there before the app starts for the first time.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: names.identity
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    name: names.monitoring
    location: location
    tags: tags
    retentionInDays: logRetentionInDays
    dailyCapInGb: logDailyCapInGb
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: names.storage
    location: location
    tags: tags
    deploymentContainer: deploymentContainer
  }
}

module vault 'modules/keyvault.bicep' = {
  params: {
    name: names.vault
    location: location
    tags: tags
    logWorkspaceId: monitoring.outputs.workspaceId
  }
}

module access 'modules/access.bicep' = {
  params: {
    principalId: identity.properties.principalId
    storageAccountName: storage.outputs.name
    vaultName: vault.outputs.name
    appInsightsName: monitoring.outputs.appInsightsName
  }
}

module app 'modules/functions.bicep' = {
  params: {
    name: names.app
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    storageAccountName: storage.outputs.name
    deploymentContainer: deploymentContainer
    appInsightsConnectionString: monitoring.outputs.connectionString
    alwaysReadyInstances: alwaysReadyInstances
    settings: settings
  }
  // The host reads storage and vault when it starts.
  dependsOn: [access]
}

output appName string = app.outputs.name
output address string = 'https://${app.outputs.hostName}'
output vaultName string = vault.outputs.name
output secretsToSet array = [secretNames.signingKey, secretNames.wrappingKey]
