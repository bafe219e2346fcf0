@description('Who the app is, and everything it may do. It is user-assigned, so that its rights are there before the app is.')
param identityName string
param location string
param tags object
param storageAccountName string
param vaultName string
param appInsightsName string

// Each role is given on the one resource that it is for.
var roles = {
  // What the host asks for (leases, queues, timers) is what the app needs too.
  storage: {
    'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
    'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
    'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  }
  // Reads secrets and lists their versions; makes and changes none.
  vault: {
    'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6'
  }
  appInsights: {
    'Monitoring Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb'
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: identityName
  location: location
  tags: tags
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource appInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: appInsightsName
}

// One loop per resource: Bicep's scope takes no choice between kinds of resources.
var grantee = { principalId: identity.properties.principalId, principalType: 'ServicePrincipal' }

resource storageGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles.storage): {
    name: guid(storage.id, identity.id, role.value)
    scope: storage
    properties: {
      ...grantee
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource vaultGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles.vault): {
    name: guid(vault.id, identity.id, role.value)
    scope: vault
    properties: {
      ...grantee
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource appInsightsGrants 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles.appInsights): {
    name: guid(appInsights.id, identity.id, role.value)
    scope: appInsights
    properties: {
      ...grantee
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

output identityId string = identity.id
output identityClientId string = identity.properties.clientId
