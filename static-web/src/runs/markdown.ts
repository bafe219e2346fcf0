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

/** A model's Markdown as nodes that cannot run, load or submit anything. */
export function renderMarkdown(text: string): DocumentFragment {
  return purifier.sanitize(marked.parse(text, { async: false }), {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS:
      'a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul'.split(
        ' ',
      ),
    ALLOWED_ATTR: ['href', 'start'],
  })
}
