import { HighlightStyle, StreamLanguage, type StringStream } from '@codemirror/language'
import { tags } from '@lezer/highlight'

/** Where the reader of a template stands: in plain text, in {{ … }} or {% … %}, or in what Liquid leaves alone. */
interface Place {
  inside: 'text' | 'output' | 'tag'
  /** The tag whose end is waited for: nothing counts until then. */
  until: 'endraw' | 'endcomment' | null
  /** The next word names the tag, or a filter. */
  next: 'tagName' | 'filter' | null
}

const closing = { output: /^-?\}\}/, tag: /^-?%\}/ }

/** Liquid, coloured. What is right and what is wrong with a text only the server knows. */
export const liquidLanguage = StreamLanguage.define<Place>({
  name: 'liquid',
  startState: () => ({ inside: 'text', until: null, next: null }),
  token: (stream, place) => (place.inside === 'text' ? textToken(stream, place) : markupToken(stream, place)),
})

function textToken(stream: StringStream, place: Place) {
  if (place.until && !stream.match(new RegExp(`^\\{%-?\\s*${place.until}\\b`), false)) {
    if (!stream.skipTo('{') || !stream.current()) stream.next()
    return place.until === 'endcomment' ? 'comment' : null
  }
  if (stream.match(/^\{\{-?/)) return enter(place, 'output')
  if (stream.match(/^\{%-?/)) return enter(place, 'tag')

  if (stream.next() !== '{') stream.eatWhile((character: string) => character !== '{')
  return null
}

function enter(place: Place, inside: 'output' | 'tag') {
  Object.assign(place, { inside, next: inside === 'tag' ? 'tagName' : null, until: null })
  return 'brace'
}

function markupToken(stream: StringStream, place: Place) {
  if (stream.eatSpace()) return null
  if (place.inside !== 'text' && stream.match(closing[place.inside])) {
    Object.assign(place, { inside: 'text', next: null })
    return 'brace'
  }
  const word = stream.match(/^[\w-]+/) as RegExpMatchArray | null
  if (word) return wordToken(word[0], place)
  if (stream.match(/^"[^"]*"?/) || stream.match(/^'[^']*'?/)) return 'string'
  if (stream.next() === '|') place.next = 'filter'
  return 'operator'
}

function wordToken(word: string, place: Place) {
  const { next } = place
  place.next = null
  if (next === 'tagName') {
    place.until = word === 'raw' ? 'endraw' : word === 'comment' ? 'endcomment' : null
    return 'keyword'
  }
  if (next === 'filter') return 'variableName.function'
  if (/^-?\d/.test(word)) return 'number'
  return /^(and|or|contains|in|true|false|nil|empty|blank)$/.test(word) ? 'keyword' : 'variableName'
}

export const liquidColours = HighlightStyle.define([
  { tag: tags.brace, color: 'var(--color-muted)' },
  { tag: tags.keyword, color: 'var(--color-note)', fontWeight: '600' },
  { tag: tags.variableName, color: 'var(--color-accent-ink)', fontWeight: '600' },
  { tag: tags.function(tags.variableName), color: 'var(--color-ok-ink)' },
  { tag: [tags.string, tags.number], color: 'var(--color-warn-ink)' },
  { tag: tags.comment, color: 'var(--color-muted)', fontStyle: 'italic' },
])
