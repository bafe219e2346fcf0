@description('The page on a host of its own, free of charge. docs/deploy.md tells how to build and upload it.')
param name string
param location string
param tags object

resource page 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Free', tier: 'Free' }
  properties: { stagingEnvironmentPolicy: 'Disabled' }
}
