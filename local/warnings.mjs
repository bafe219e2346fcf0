/** Picks out of a .NET console log the warnings and errors with the lines that belong to them. */
export function warnings(write) {
  let belongs = false
  return (line) => {
    belongs = /^(warn|fail|crit):/.test(line) || (belongs && /^\s/.test(line))
    if (belongs) {
      write(line)
    }
  }
}
