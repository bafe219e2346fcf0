@description('The API, the page and the run executor: one Flex Consumption function app.')
param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageAccountName string
param deploymentContainer string
param appInsightsConnectionString string
param logWorkspaceId string
param alwaysReadyForRequests int
param alwaysReadyForRuns int

@description('The origins of Cors__AllowedOrigins.')
param allowedOrigins array

@description('The app\'s own settings, as in local.settings.sample.json.')
param settings object

// On Flex the HTTP functions scale as one group, and each queue function by itself.
var alwaysReady = [
  { name: 'http', instanceCount: alwaysReadyForRequests }
  { name: 'function:ExecuteRun', instanceCount: alwaysReadyForRuns }
]

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd deploys to the app that carries the service's name.
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: 40
        // Requests mostly wait, for storage or for a model's next word; the plan's own guess for this memory is 16.
        triggers: { http: { perInstanceConcurrency: 64 } }
        alwaysReady: filter(alwaysReady, group => group.instanceCount > 0)
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      // On Flex the host answers a browser's preflight by this list and never asks the app, which says the rest (docs/origins.md).
      cors: { allowedOrigins: allowedOrigins, supportCredentials: !empty(allowedOrigins) }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      // No keys anywhere: the host and the app reach storage as the app's identity.
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
      AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
      AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
      APPLICATIONINSIGHTS_CONNECTION_STRING: appInsightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    })
  }

  // Deployment is by identity as well: no user name and password that could leak.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

// Instances, memory and executions beside the logs. Not FunctionAppLogs: they hold once more what Application Insights
// has, and Flex sends all of them whatever host.json says (https://github.com/Azure/azure-functions-host/issues/11434).
resource figures 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'figures'
  scope: app
  properties: {
    workspaceId: logWorkspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output hostName string = app.properties.defaultHostName
