import DOMPurify from 'dompurify'
import { Marked } from 'marked'

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    // HTML in an answer is something to read, not a part of the page.
    html: ({ text }) => escape(text),
    // A picture from elsewhere would tell its server who reads the answer: it becomes a link.
    image: ({ href, text }) => `<a href="${escape(href)}">${escape(text || href)}</a>`,
  },
})

const purifier = DOMPurify()

purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return
  node.setAttribute('target', '_blank')
  node.setAttribute('rel', 'noopener noreferrer nofollow')
})

const allowed = {
  RETURN_DOM_FRAGMENT: true as const,
  ALLOWED_TAGS:
    'a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul'.split(
      ' ',
    ),
  ALLOWED_ATTR: ['href', 'start'],
}

interface Block {
  raw: string
  nodes: ChildNode[]
}

/**
 * Draws a model's Markdown into a place, as nodes that cannot run, load or submit anything. What is drawn already and
 * has not changed stays as it is: a growing answer costs only its last paragraph, and keeps what somebody has selected.
 */
export function markdownIn(place: Element) {
  const drawn: Block[] = []
  place.replaceChildren()

  return (text: string, { whole = true } = {}) => {
    const tokens = marked.lexer(text)
    // A link may be explained far below; once the text is whole, everything is drawn by it.
    const same = whole ? 0 : drawn.findIndex(({ raw }, index) => raw !== tokens[index]?.raw)
    const kept = same < 0 ? drawn.length : same

    drawn.splice(kept).forEach(({ nodes }) => nodes.forEach((node) => node.remove()))
    for (const token of tokens.slice(kept)) {
      const fragment = purifier.sanitize(marked.parser([token]), allowed)
      const nodes = [...fragment.childNodes]
      place.append(fragment)
      drawn.push({ raw: token.raw, nodes })
    }
  }
}
