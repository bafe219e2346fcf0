import type { Cell } from './api'

const most = 12
const steps = [1, 2, 5]
  .flatMap((digit) => [1, 10, 100, 1000, 10_000].map((size) => digit * size))
  .sort((a, b) => a - b)

/** How many answers of each variant took how long, in buckets of one round width. */
export function latencyBuckets(cells: Cell[], variants: number) {
  const measured = cells.filter((cell): cell is Cell & { latency_ms: number } => cell.latency_ms !== null)
  const longest = Math.max(0, ...measured.map(({ latency_ms }) => latency_ms))
  const width = steps.find((step) => longest / step < most) ?? 100_000
  const count = measured.length ? Math.floor(longest / width) + 1 : 0

  const counts = Array.from({ length: variants }, () => new Array<number>(count).fill(0))
  for (const { variant, latency_ms } of measured) {
    const row = counts[variant]
    const bucket = Math.floor(latency_ms / width)
    if (row) row[bucket] = (row[bucket] ?? 0) + 1
  }
  return { width, starts: Array.from({ length: count }, (_, index) => index * width), counts }
}
