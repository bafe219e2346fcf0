/** The part of a next or previous URL that says where it leads: what a page keeps in its address. */
export const placeOf = (url: string | null) => (url ? url.slice(url.indexOf('?') + 1) : null)

/** The query string of a list: a place the API gave out, or filters of our own. */
export function listQuery(filters: Record<string, string | number | undefined>, place?: string) {
  if (place) return `?${place}`

  const entries = Object.entries(filters).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString()
  return query && `?${query}`
}
