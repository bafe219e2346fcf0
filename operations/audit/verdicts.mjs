/**
 * What the tools say, read with suspicion: both can end well without having asked anybody. A verdict is {asked, why, findings};
 * `why` says why nobody could be asked.
 */

/** @param indexes the service index of each of the package sources, or null where it could not be read */
export function ofNuget(output, indexes) {
  const report = parsed(output)
  if (!report?.projects) {
    return notAsked(firstLine(output))
  }
  const errors = (report.problems ?? []).filter(({ level }) => level === 'error')
  if (errors.length > 0) {
    return notAsked(errors[0].text)
  }
  // Of a source that publishes no vulnerabilities dotnet says "no vulnerable packages", like of one that knows of none.
  const told = indexes.filter((index) =>
    index?.resources?.some((resource) => `${resource['@type']}`.startsWith('VulnerabilityInfo/')),
  )
  if (told.length === 0) {
    return notAsked(`None of the package sources publishes vulnerabilities: ${report.sources.join(', ')}`)
  }

  const packages = report.projects.flatMap(({ frameworks = [] }) =>
    frameworks.flatMap(({ topLevelPackages = [], transitivePackages = [] }) => [
      ...topLevelPackages,
      ...transitivePackages,
    ]),
  )
  const findings = packages.flatMap(({ id, resolvedVersion, vulnerabilities = [] }) =>
    vulnerabilities.map(({ severity, advisoryurl }) =>
      sentence(`${id} ${resolvedVersion}`, severity, advisoryurl),
    ),
  )
  return { asked: true, findings: [...new Set(findings)] }
}

export function ofNpm(output) {
  const report = parsed(output)
  if (report?.auditReportVersion === undefined || !report.vulnerabilities) {
    return notAsked(report?.message ?? report?.error?.summary ?? firstLine(output))
  }
  const findings = Object.values(report.vulnerabilities).flatMap(({ name, range, severity, via }) =>
    via.map((cause) =>
      typeof cause === 'string'
        ? sentence(`${name} ${range}`, severity, `through ${cause}`)
        : sentence(
            `${name} ${cause.range ?? range}`,
            cause.severity ?? severity,
            `${cause.title}, ${cause.url}`,
          ),
    ),
  )
  return { asked: true, findings }
}

/** 1 for a known vulnerability, 2 when somebody could not be asked: silence is not safety. */
export function exitCode(verdicts) {
  return verdicts.some(({ findings }) => findings.length > 0)
    ? 1
    : verdicts.every(({ asked }) => asked)
      ? 0
      : 2
}

export function lines(name, { asked, why, findings }) {
  return !asked
    ? [`${name}: could not ask. ${why}`]
    : findings.length === 0
      ? [`${name}: nothing known`]
      : [`${name}: ${findings.length} known`, ...findings.map((finding) => `  ${finding}`)]
}

const sentence = (what, severity, more) => `${what}: ${`${severity}`.toLowerCase()}, ${more}`

const notAsked = (why) => ({ asked: false, why: why || 'There was no answer.', findings: [] })

const firstLine = (text) => text.split('\n').find((line) => line.trim() !== '')

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
