// Everything that may be switched on, so that the tests see all there is. Nobody deploys this.
using '../../infra/bicep/main.bicep'

param environmentName = 'all'
param publicOrigin = 'https://promptlab.example'
param allowedOrigins = 'https://app.promptlab.example, https://promptlab.example'
param previousSigningKeyVersion = '0123456789abcdef0123456789abcdef'
param alwaysReadyForRequests = 1
param alwaysReadyForRuns = 2
param alertEmail = 'operator@promptlab.example'
param budget = { amount: 20, start: '2026-12-01' }
param staticWebAppLocation = 'westeurope'
