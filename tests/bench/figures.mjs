export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export const median = (values) => percentile(values, 0.5)

export const ms = (value) => value.toFixed(1)

/**
 * What several rounds came to: their median, and how far they lie apart.
 * @param atMost what is wanted of the median.
 * @param over what it is compared with in the same unit, {name, value, atMost}: measured in the same minutes, and at most so
 * many times as much is wanted.
 */
export function figure(name, unit, rounds, { atMost, over } = {}) {
  const value = median(rounds)
  const bounds = {
    ...(atMost !== undefined && { at_most: atMost }),
    ...(over?.atMost !== undefined && { ratio_at_most: over.atMost }),
  }
  const ratio = over && value / over.value
  return {
    name,
    unit,
    value,
    lowest: Math.min(...rounds),
    highest: Math.max(...rounds),
    rounds: rounds.length,
    ...(rounds.length >= 20 && { p95: percentile(rounds, 0.95) }),
    ...(over && { baseline: over.name, ratio }),
    ...bounds,
    ...(Object.keys(bounds).length > 0 && {
      holds: value <= (atMost ?? Infinity) && (ratio ?? 0) <= (over?.atMost ?? Infinity),
    }),
  }
}

/** Figures for people, a row each. */
export function figuresTable(figures) {
  return table(
    ['', 'median', 'lowest – highest', 'rounds', 'ratio', 'at most'],
    figures.map((each) => [
      each.name,
      `${short(each.value)} ${each.unit}`,
      each.rounds > 1 ? `${short(each.lowest)} – ${short(each.highest)}` : '',
      each.rounds,
      each.baseline ? `${each.ratio.toFixed(2)} × ${each.baseline}` : '',
      boundOf(each),
    ]),
  )
}

/** In words, for whom it does not hold. */
export const boundOf = ({ unit, at_most, at_least, ratio_at_most, baseline }) =>
  [
    at_most !== undefined && `${short(at_most)} ${unit}`,
    ratio_at_most !== undefined && `${ratio_at_most} × ${baseline}`,
    at_least !== undefined && `no less than ${at_least}`,
  ]
    .filter(Boolean)
    .join(', ')

/** As many digits as say something. */
export function short(value) {
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** In Markdown. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
