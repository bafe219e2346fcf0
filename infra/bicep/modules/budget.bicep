@description('Tells somebody when a month becomes dear. It stops nothing.')
param amount int
param start string
param email string

var told = { enabled: true, contactEmails: empty(email) ? [] : [email], contactRoles: ['Owner'] }

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'monthly'
  properties: {
    category: 'Cost'
    timeGrain: 'Monthly'
    amount: amount
    timePeriod: { startDate: start }
    notifications: {
      mostOfItIsSpent: { ...told, thresholdType: 'Actual', operator: 'GreaterThanOrEqualTo', threshold: 80 }
      willNotBeEnough: { ...told, thresholdType: 'Forecasted', operator: 'GreaterThan', threshold: 100 }
    }
  }
}
