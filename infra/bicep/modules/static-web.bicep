@description('The page on a host of its own, free of charge. What it shows is published apart from the function app.')
param name string
param location string
param tags object

resource page 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'page' })
  sku: { name: 'Free', tier: 'Free' }
  properties: { stagingEnvironmentPolicy: 'Disabled' }
}
