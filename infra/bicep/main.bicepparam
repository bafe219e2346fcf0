// For azd: it names the environment, and "azd env set" sets the others.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param publicOrigin = readEnvironmentVariable('PUBLIC_ORIGIN', '')
param allowedOrigins = readEnvironmentVariable('ALLOWED_ORIGINS', '')
param staticWebAppLocation = readEnvironmentVariable('STATIC_WEB_APP_LOCATION', '')
param previousSigningKeyVersion = readEnvironmentVariable('PREVIOUS_SIGNING_KEY_VERSION', '')
