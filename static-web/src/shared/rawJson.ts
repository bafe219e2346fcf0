/**
 * JSON as text. A JavaScript number turns 1.0 into 1 and rounds what lies beyond 2^53, so a value that nobody edits
 * must never become one. All of it expects valid JSON.
 */

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** The members of an object, or the items of an array by their index: each value exactly as it is written. */
export function rawMembers(json: string) {
  const members = new Map<string, string>()
  let [depth, start, end] = [0, -1, -1]
  const isArray = json.trimStart().startsWith('[')
  let name: string | null = null

  for (const { 0: token, index } of json.matchAll(tokens)) {
    if (token === '}' || token === ']') depth--
    const ends = depth === 0 || (depth === 1 && token === ',')
    if (ends) {
      if (name !== null) members.set(name, json.slice(start, end))
      name = null
      start = -1
    } else if (name === null && depth === 1 && !isArray) {
      name = JSON.parse(token) as string
    } else if (depth > 1 || isArray || token !== ':') {
      name ??= String(members.size)
      if (start < 0) start = index
      end = index + token.length
    }
    if (token === '{' || token === '[') depth++
  }

  return members
}

/** The text of a member of a member. */
export const rawAt = (json: string, ...path: string[]) =>
  path.reduce<string | undefined>(
    (text, name) => (text && /^\s*[{[]/.test(text) ? rawMembers(text).get(name) : undefined),
    json,
  )

export const objectOf = (members: Iterable<[string, string]>) =>
  `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`

export const compact = (json: string) => (json.match(tokens) ?? []).join('')

/** Laid out for reading, as JSON.stringify does it. */
export function indented(json: string) {
  let [text, depth, last] = ['', 0, '']
  const line = () => `\n${'  '.repeat(depth)}`

  for (const token of json.match(tokens) ?? []) {
    const closes = token === '}' || token === ']'
    const opened = last === '{' || last === '['
    if (closes) depth--
    if (closes ? !opened : opened || last === ',') text += line()
    text += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
    last = token
  }

  return text
}
