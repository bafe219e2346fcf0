import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** When the newest of these files and folders was changed; 0 where there is none. */
export function newest(paths, skip = []) {
  return Math.max(0, ...paths.map((each) => changed(each, skip)))
}

function changed(file, skip) {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat || skip.includes(path.basename(file))) {
    return 0
  }
  // A folder's own time counts too: that is where a deleted file shows.
  return stat.isDirectory()
    ? newest(
        readdirSync(file).map((name) => path.join(file, name)),
        skip,
      ) || stat.mtimeMs
    : stat.mtimeMs
}
