import type { LocationQueryValue } from 'vue-router'

/** Where to go after signing in. Only a path of this site: the address may have been made by a stranger. */
export function nextPage(next: LocationQueryValue | LocationQueryValue[] | undefined) {
  const path = Array.isArray(next) ? next[0] : next
  return path && /^\/(?![/\\])/.test(path) ? path : '/'
}
