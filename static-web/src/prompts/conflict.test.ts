import { describe, expect, it } from 'vitest'
import { disagreements } from './conflict'
import { emptyForm } from './promptForm'

const form = (given: object) => ({ ...emptyForm(), name: 'Tutor', ...given })

describe('two edits of the same prompt', () => {
  it('agree in every field that is the same on both sides', () => {
    expect(disagreements(form({}), form({ tags: 'a' }), form({ tags: 'a' }))).toEqual([])
  })

  it('leave a field to the only side that has changed it', () => {
    const found = disagreements(form({}), form({ tags: 'mine' }), form({ model: 'theirs' }))

    expect(found.map(({ field, side }) => [field, side])).toEqual([
      ['tags', 'mine'],
      ['model', 'theirs'],
    ])
  })

  it('leave it to the one who is typing where both have', () => {
    const [found] = disagreements(form({}), form({ tags: 'mine' }), form({ tags: 'theirs' }))

    expect(found?.side).toBe('mine')
  })
})
