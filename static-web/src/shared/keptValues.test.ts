import { describe, expect, it } from 'vitest'
import { moveValues, useKeptKinds, useKeptValues } from './keptValues'

describe('the values of variables', () => {
  it('are there when the prompt is opened again', () => {
    useKeptValues('u1', 'p1').value = { name: 'Bob' }

    expect(useKeptValues('u1', 'p1').value).toEqual({ name: 'Bob' })
    expect(useKeptValues('u2', 'p1').value).toEqual({})
  })

  it('go along when a new prompt gets its id', () => {
    useKeptValues('u1', 'new').value = { name: 'Bob' }
    useKeptKinds('u1', 'new').value = { name: 'json' }

    moveValues('u1', 'new', 'p1')

    expect(useKeptValues('u1', 'p1').value).toEqual({ name: 'Bob' })
    expect(useKeptKinds('u1', 'p1').value).toEqual({ name: 'json' })
    expect(useKeptValues('u1', 'new').value).toEqual({})
  })
})
