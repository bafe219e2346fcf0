using 'main.bicep'

param environmentName = 'prod'
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param publicOrigin = readEnvironmentVariable('PUBLIC_ORIGIN', '')
param allowedOrigins = readEnvironmentVariable('ALLOWED_ORIGINS', '')
param staticWebAppLocation = readEnvironmentVariable('STATIC_WEB_APP_LOCATION', '')
param previousSigningKeyVersion = readEnvironmentVariable('PREVIOUS_SIGNING_KEY_VERSION', '')
param logRetentionInDays = 90
param logDailyCapInGb = 5
