import { describe, expect, it } from 'vitest'
import { compact, indented, rawAt, rawMembers } from './rawJson'

describe('the raw text of JSON', () => {
  it('keeps what a JavaScript number would lose', () => {
    const members = rawMembers('{"seed": 9007199254740993, "top_p": 1.0, "big": 1e400, "low": -0}')

    expect([...members]).toEqual([
      ['seed', '9007199254740993'],
      ['top_p', '1.0'],
      ['big', '1e400'],
      ['low', '-0'],
    ])
  })

  it('keeps strings as they are written, with every bracket, comma and escape', () => {
    const members = rawMembers(String.raw`{ "a": "x, {y: [z]} \"q\" \\" , "\u0062": "é" }`)

    expect(members.get('a')).toBe(String.raw`"x, {y: [z]} \"q\" \\"`)
    expect(members.get('b')).toBe('"é"')
  })

  it('keeps the white space of a value, and compact leaves out only that between its parts', () => {
    const value = rawMembers('{"a": {"b": [1.0, "c d", { }],  "e": null} , "f": 1}').get('a')

    expect(value).toBe('{"b": [1.0, "c d", { }],  "e": null}')
    expect(compact(String(value))).toBe('{"b":[1.0,"c d",{}],"e":null}')
  })

  it('of an array is kept by its index', () => {
    const text = '[{"a": [1.0]}, 2.0, [], {}]'

    expect([...rawMembers(text)].map(([name, raw]) => `${name}=${raw}`)).toEqual([
      '0={"a": [1.0]}',
      '1=2.0',
      '2=[]',
      '3={}',
    ])
    expect(rawAt(`{"list": ${text}}`, 'list', '0', 'a')).toBe('[1.0]')
  })

  it('of an empty object has no members', () => {
    expect(rawMembers(' { } ').size).toBe(0)
  })

  it('keeps a member called __proto__ a member', () => {
    expect(rawMembers('{"__proto__": 1.0}').get('__proto__')).toBe('1.0')
  })

  it('is found by its path, and is absent where the path ends', () => {
    const text = '{"id": "p1", "latest_version": {"model_config": {"seed": 9007199254740993}}}'

    expect(rawAt(text, 'latest_version', 'model_config')).toBe('{"seed": 9007199254740993}')
    expect(rawAt(text, 'other', 'model_config')).toBeUndefined()
  })

  it('is read quickly in a document of megabytes, whatever its strings hold', () => {
    const text = JSON.stringify({ long: '"\\\n'.repeat(500_000), wide: 'x'.repeat(2_000_000), end: [1] })

    expect(rawMembers(text).get('end')).toBe('[1]')
  })

  it('is laid out as JSON.stringify would, without touching a value', () => {
    const value = { a: [1, [], {}], b: { c: 'd: {e}, [f]' } }

    expect(indented(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    expect(indented('{"a":1.0,"b":[9007199254740993]}')).toBe(
      '{\n  "a": 1.0,\n  "b": [\n    9007199254740993\n  ]\n}',
    )
  })
})
