import { spawnSync } from 'node:child_process'
import os from 'node:os'
import { root } from '../../local/root.mjs'

/** On what was measured, and how busy it was besides. */
export function machine() {
  const cpus = os.cpus()
  return {
    processor: cpus[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memory_gb: Math.round(os.totalmem() / 1024 ** 3),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    dotnet: said('dotnet', '--version'),
    load: os.loadavg().map((value) => Number(value.toFixed(1))),
  }
}

/** With a plus when there is more than was committed. */
export function commit() {
  const changed = said('git', 'status', '--porcelain', '--untracked-files=no')
  return (said('git', 'rev-parse', '--short', 'HEAD') ?? 'unknown') + (changed ? '+' : '')
}

function said(command, ...args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}
