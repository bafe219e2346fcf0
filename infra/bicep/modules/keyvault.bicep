import { keyFrom } from 'random-key.bicep'

@description('The key that signs access tokens and the key that wraps the users\' API keys. Rights by role; nothing is ever lost at once.')
param name string
param location string
param tags object
param secretNames { signingKey: string, wrappingKey: string }
param logWorkspaceId string

// Drawn anew with every deployment, and thrown away where the vault has its key already.
@secure()
param signingKeyGuids string = '${newGuid()}${newGuid()}${newGuid()}'

@secure()
param wrappingKeyGuids string = '${newGuid()}${newGuid()}${newGuid()}'

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
  }

  // Made once. Later deployments leave keys alone: a new version is a rotation, which is a person's decision.
  @onlyIfNotExists()
  resource signingKey 'secrets' = {
    name: secretNames.signingKey
    tags: tags
    properties: { value: keyFrom(signingKeyGuids), contentType: '32 bytes in base64' }
  }

  @onlyIfNotExists()
  resource wrappingKey 'secrets' = {
    name: secretNames.wrappingKey
    tags: tags
    properties: { value: keyFrom(wrappingKeyGuids), contentType: '32 bytes in base64' }
  }
}

// Who read which secret, and when.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: logWorkspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}
