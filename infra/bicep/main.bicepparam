// For azd: it names the environment, and "azd env set" sets the others.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param publicOrigin = readEnvironmentVariable('PUBLIC_ORIGIN', '')
param previousSigningKeyVersion = readEnvironmentVariable('PREVIOUS_SIGNING_KEY_VERSION', '')
