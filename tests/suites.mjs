import { readdirSync } from 'node:fs'
import { inRoot } from '../local/root.mjs'

export const results = (...parts) => inRoot('tests', 'results', ...parts)

/** Every suite there is, the quickest to fail first. `read` reads what the suite itself wrote down. */
export const suites = [
  {
    name: 'csharp',
    minutes: 8,
    command: 'dotnet',
    args: [
      ...['test', '--project', 'tests/PromptLab.Tests', '--results-directory', results()],
      ...['--report-xunit-ctrf', '--report-xunit-ctrf-filename', 'csharp.json'],
    ],
    report: results('csharp.json'),
    read: (text) => {
      const { summary, tests } = JSON.parse(text).results
      const { passed, failed, skipped, other } = summary
      const failures = tests
        .filter(({ status }) => status === 'failed')
        .map(({ name, message, trace }) => [name, message, trace].join('\n'))
      return { passed, failed: failed + other, skipped, failures }
    },
  },
  {
    name: 'page',
    minutes: 4,
    command: 'npm',
    args: [
      'test',
      '-w',
      'static-web',
      '--',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${results('page.json')}`,
    ],
    report: results('page.json'),
    read: (text) => {
      const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, success, testResults } =
        JSON.parse(text)
      // A file that cannot be loaded has no tests to fail.
      const failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites))
      const failures = testResults.flatMap(({ name, message, assertionResults }) => [
        ...(message ? [`${name}\n${message}`] : []),
        ...assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages }) => [fullName, ...failureMessages].join('\n')),
      ])
      return { passed: numPassedTests, failed, skipped: numPendingTests, failures }
    },
  },
  nodeSuite('infra', 'tests/infra', 6),
  nodeSuite('simulator', 'tests/simulator', 3),
  nodeSuite('start', 'tests/start', 4),
  // Its hosts mostly wait for claims to run out, each on a storage of its own.
  nodeSuite('faults', 'tests/faults', 10, 2),
  nodeSuite('e2e', 'tests/e2e', 9),
]

/** Tests of Node's own runner: one file after the other, since they share the processor, unless they hardly need it. */
function nodeSuite(name, folder, minutes, filesAtOnce = 1) {
  const report = results(`${name}.tap`)
  const files = readdirSync(inRoot(folder)).filter((file) => file.endsWith('.test.mjs'))
  return {
    name,
    minutes,
    command: process.execPath,
    args: [
      ...[
        '--test',
        `--test-concurrency=${filesAtOnce}`,
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
      ],
      ...['--test-reporter=tap', `--test-reporter-destination=${report}`],
      ...files.map((file) => `${folder}/${file}`),
    ],
    report,
    read: (text) => {
      const sum = (word) => Number(text.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))[1])
      return {
        passed: sum('pass'),
        failed: sum('fail') + sum('cancelled'),
        skipped: sum('skipped') + sum('todo'),
        // The name of the test, and the block in which TAP says why.
        failures: [...text.matchAll(/^ *not ok \d+ - (.*(?:\n *---[^]*?\n *\.\.\.$)?)/gm)].map(
          ([, failure]) => failure,
        ),
      }
    },
  }
}
