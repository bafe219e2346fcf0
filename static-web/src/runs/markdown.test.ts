import { describe, expect, it } from 'vitest'
import { markdownIn } from './markdown'

// The sanitiser needs a real document, so what it lets through is looked at in a browser, by tests/e2e.

function drawn(...texts: string[]) {
  const place = document.createElement('div')
  const draw = markdownIn(place)
  texts.forEach((text, index) => draw(text, { whole: index === texts.length - 1 }))
  return place
}

describe('Markdown', () => {
  it('that grows leaves what is drawn already in its place', () => {
    const place = document.createElement('div')
    const draw = markdownIn(place)

    draw('One\n\nTwo', { whole: false })
    const first = place.firstChild
    draw('One\n\nTwo and **three**\n\nfour', { whole: false })

    expect(place.firstChild).toBe(first)
    expect(place.textContent?.replace(/\s+/g, ' ').trim()).toBe('One Two and three four')
  })

  it('is the same however it came in', () => {
    const text =
      '1. a\n2. b\n\n```js\nlet x = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[x][y]\n\n[y]: https://example.com'
    const pieces = Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end))

    expect(drawn(...pieces).innerHTML).toBe(drawn(text).innerHTML)
  })
})
