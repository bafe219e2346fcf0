@description('What a person is told about by e-mail. The logs are looked at every quarter of an hour; an alert ends by itself.')
param name string
param location string
param tags object
param email string
param logWorkspaceId string

// About the queues the log of the storage account is asked: its metric of messages is hourly and knows no single queue.
// Logs may be minutes late, hence the windows that overlap.
var rules = [
  {
    name: 'failing-answers'
    title: 'PromptLab fails its users'
    text: 'More than 5 answers in half an hour were 5xx. Application Insights has the requests and their exceptions.'
    severity: 1
    window: 'PT30M'
    threshold: 5
    query: 'AppRequests | where toint(ResultCode) between (500 .. 599)'
  }
  {
    name: 'poison-messages'
    title: 'PromptLab gave up a message'
    text: 'Queue runs-poison, run-costs-poison or comparisons-poison got a message: a run, the question for its cost, or the cells of a comparison could not be handled five times.'
    severity: 2
    window: 'PT30M'
    threshold: 0
    query: '''
      StorageQueueLogs
      | where OperationName == "PutMessage" and toint(StatusCode) < 300
      | where parse_url(Uri).Path in ("/runs-poison/messages", "/run-costs-poison/messages", "/comparisons-poison/messages")
    '''
  }
  {
    name: 'waiting-runs'
    title: 'Runs of PromptLab wait'
    text: 'Queue runs is older than 15 minutes: more messages were put into it before that than were taken out in two hours.'
    severity: 2
    window: 'PT2H'
    threshold: 0
    query: '''
      StorageQueueLogs
      | where toint(StatusCode) < 300 and parse_url(Uri).Path startswith "/runs/messages"
      | summarize
          Put = countif(OperationName == "PutMessage" and TimeGenerated < ago(15m)),
          Taken = countif(OperationName == "DeleteMessage")
      | where Put > Taken
    '''
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'PromptLab'
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.text
      severity: rule.severity
      enabled: true
      autoMitigate: true
      scopes: [logWorkspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: rule.window
      // A new workspace has no such table before the first line of its log arrives.
      skipQueryValidation: true
      criteria: {
        allOf: [
          { query: rule.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: rule.threshold }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]
