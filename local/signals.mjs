/** Calls back when a person or a supervisor wants this process to end, or when the npm that started it is gone. */
export function whenToldToStop(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => stop(signal))
  }
  if (process.env.npm_lifecycle_event) {
    // A signal to npm may end npm alone, or the shell between it and us.
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && stop('SIGTERM'), 250).unref()
  }
}
