import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCode, lines, ofNpm, ofNuget } from '../../operations/audit/verdicts.mjs'

const source = 'https://packages.example/v3/index.json'
const open = { resources: [{ '@type': 'SearchQueryService' }, { '@type': 'VulnerabilityInfo/6.7.0' }] }
const silent = { resources: [{ '@type': 'SearchQueryService' }] }

const nuget = (frameworks, more = {}) =>
  JSON.stringify({ version: 1, sources: [source], projects: [{ path: 'a.csproj', frameworks }], ...more })
const badPackage = {
  id: 'Bad.Json',
  resolvedVersion: '1.0.0',
  vulnerabilities: [{ severity: 'High', advisoryurl: 'https://advisories.example/1' }],
}
const npm = (vulnerabilities) => JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: {} })

test('A package that is known to be vulnerable is named once, however many projects have it', () => {
  const twice = [{ topLevelPackages: [badPackage] }, { transitivePackages: [badPackage] }]

  const verdict = ofNuget(nuget(twice), [open])

  assert.deepEqual(verdict.findings, ['Bad.Json 1.0.0: high, https://advisories.example/1'])
  assert.equal(exitCode([verdict, ofNpm(npm({}))]), 1)
})

test('npm says what is vulnerable itself, and what is through another', () => {
  const advisory = {
    title: 'It breaks',
    url: 'https://advisories.example/2',
    severity: 'low',
    range: '<2.0.0',
  }
  const verdict = ofNpm(
    npm({
      bad: { name: 'bad', severity: 'low', range: '<2.0.0', via: [advisory] },
      good: { name: 'good', severity: 'low', range: '*', via: ['bad'] },
    }),
  )

  assert.deepEqual(lines('npm', verdict), [
    'npm: 2 known',
    '  bad <2.0.0: low, It breaks, https://advisories.example/2',
    '  good *: low, through bad',
  ])
})

test('Where nobody knows of anything, the audit ends well', () => {
  const verdicts = [ofNuget(nuget(undefined), [silent, open]), ofNpm(npm({}))]

  assert.deepEqual(
    verdicts.map(({ asked, findings }) => [asked, findings.length]),
    [
      [true, 0],
      [true, 0],
    ],
  )
  assert.equal(exitCode(verdicts), 0)
})

test('A source that publishes no vulnerabilities is not taken for one that knows of none', () => {
  for (const indexes of [[silent], [null], []]) {
    const verdict = ofNuget(nuget([]), indexes)

    assert.match(
      lines('NuGet', verdict).join(),
      /^NuGet: could not ask\. None of the package sources publishes/,
    )
    assert.equal(exitCode([verdict, ofNpm(npm({}))]), 2)
  }
})

test('Without a network neither is taken to have been asked', () => {
  const problems = [{ level: 'error', text: 'NU1301: Unable to load the service index' }]
  const refused = { message: '405 Method Not Allowed', statusCode: 405, error: { summary: '', detail: '' } }
  const unasked = [
    ofNuget(nuget([], { problems }), [open]),
    ofNuget('error NU1301: Unable to load the service index\n', []),
    ofNuget('', []),
    ofNpm(JSON.stringify(refused)),
    ofNpm(JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'request failed' } })),
    ofNpm('npm error network\n'),
  ]

  assert.deepEqual(
    unasked.map(({ why }) => why),
    [
      problems[0].text,
      'error NU1301: Unable to load the service index',
      'There was no answer.',
      refused.message,
      'request failed',
      'npm error network',
    ],
  )
  assert.equal(exitCode([ofNuget(nuget([]), [open]), unasked[3]]), 2)
})

test('What is found counts, though somebody else could not be asked', () => {
  assert.equal(exitCode([ofNuget(nuget([{ topLevelPackages: [badPackage] }]), [open]), ofNpm('')]), 1)
})
