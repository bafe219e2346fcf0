using 'main.bicep'

param environment = 'prod'
param logRetentionInDays = 90
param logDailyCapInGb = 5
