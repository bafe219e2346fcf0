/** Reads what this browser keeps under a name; anything unreadable counts as absent. */
export function readStored<T>(name: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null') as T | null
  } catch {
    return null
  }
}

/** Forgets everything kept under names that begin so. */
export function forgetStored(beginning: string) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(beginning))
    names.forEach((name) => localStorage.removeItem(name))
  } catch {
    // The browser keeps nothing for us, so there is nothing to forget.
  }
}

/** Keeps a value; null forgets it. False when the browser refuses (private mode, full). */
export function writeStored(name: string, value: unknown) {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
