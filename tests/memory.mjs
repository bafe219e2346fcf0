import { readFileSync } from 'node:fs'

/** What of a process lies in memory, now and at most so far, in MB. Linux says so. */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const [now, most] = ['VmRSS', 'VmHWM'].map(
    (name) => Number(status.match(`${name}:\\s+(\\d+) kB`)[1]) / 1024,
  )
  return { now, most }
}
