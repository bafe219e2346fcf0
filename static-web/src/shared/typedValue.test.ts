import { describe, expect, it } from 'vitest'
import { kindOf, kindProblem, variablesJson } from './typedValue'

describe('typed values', () => {
  it('are sent as what they are, each number as it was typed', () => {
    const values = { name: '5', seed: '9007199254740993', tall: 'true', list: '[1.0,\n "a b"]', old: 'x' }

    expect(
      variablesJson(values, { seed: 'number', tall: 'flag', list: 'json' }, ['name', 'seed', 'tall', 'list']),
    ).toBe('{"name":"5","seed":9007199254740993,"tall":true,"list":[1.0,"a b"]}')
  })

  it('leave out what is empty or of no use, so that a default can take its place', () => {
    expect(variablesJson({ name: 'Bob', tone: '', old: 'x' }, {}, ['name', 'tone'])).toBe('{"name":"Bob"}')
    expect(variablesJson({ many: 'x', list: '[' }, { many: 'number', list: 'json' })).toBe('{}')
  })

  it('say what is wrong with them', () => {
    expect(kindProblem('1,5', 'number')).toContain('not a number')
    expect(kindProblem('[1', 'json')).toContain('not JSON')
    expect(kindProblem('', 'json')).toBe('')
    expect(kindProblem('[1', 'text')).toBe('')
  })

  it('of a past run come back as what they were', () => {
    expect(['"5"', '5', '-1e3', 'true', 'null', '[1]'].map(kindOf)).toEqual([
      'text',
      'number',
      'number',
      'flag',
      'json',
      'json',
    ])
  })
})
