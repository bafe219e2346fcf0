/** Calls back when a person or a supervisor wants this process to end, or when the npm that started it is gone. */
export function whenToldToStop(stop) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => stop(signal))
  }
  if (process.env.npm_lifecycle_event) {
    // npm passes a signal to the shell that it runs a script in, and not every shell passes it on. Hence the
    // "exec" in package.json (with a second half for Windows, which has none), and this for a killed npm.
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && stop('SIGTERM'), 250).unref()
  }
}
