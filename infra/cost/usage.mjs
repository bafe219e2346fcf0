// What a person who works with PromptLab does on a working day, and what one of it takes. The rows are those of docs/storage.md.
export const workingDays = 22
export const workingHours = 8

/** On the busiest hour of a day, compared with an even spread over its working hours. */
export const peak = 3

export const day = {
  'Sign in': 1,
  'A new access token': 24,
  'List of prompts': 40,
  'Search, after a change': 10,
  'One prompt with its latest version': 40,
  'Save a version': 10,
  Settings: 4,
  'A whole run that its page listens to': 40,
}

export const run = {
  row: 'A whole run that its page listens to',
  seconds: 8,
  checkpoints: 9,
  /** Starting it, listening to it, and its message, which finds it done. */
  executions: 3,
  queueOperations: 3,
  gigabytesStored: 8e-6,
  gigabytesSent: 20e-6,
}

export const request = { seconds: 0.1, gigabytesSent: 5e-6 }

/** The sweep each minute, the rate limits' each hour, the keys' each night; Azure bills a second at least. */
export const timers = { executions: (60 + 1) * 24 * 30 + 30, seconds: 1 }

export const instance = {
  gigabytes: 2,
  requestsAtOnce: 64,
  /** Azure adds instances before the old ones are full. */
  fill: 0.5,
  /** Six queues, each asked every two seconds. */
  pollsASecond: 3,
  secretsAtStart: 4,
  startsADay: 24,
  /** Metrics each minute, and five traces a second at most. */
  gigabytesLoggedAnHour: 0.01,
}

export const alertRules = 3
