import { describe, expect, it } from 'vitest'
import { aPrompt, aVersion } from '@/../tests/examples'
import type { Prompt } from './api'
import { checkForm, emptyForm, formOf, textOf } from './promptForm'

const opened = (model_config_json: string) => {
  const version = { ...aVersion(), model_config_json }
  return formOf({ ...aPrompt(), etag: null, latest_version: version } as Prompt, version)
}
const sent = (json: string, change: object = {}) =>
  textOf({ ...opened(json), ...change }, json).model_config_json

describe('parameters in the editor', () => {
  it.each([
    '{"seed":9007199254740993}',
    '{ "seed": 1,\n "model": "a\\/b" }',
    '{"temperature":1.0,"top_p":1.0}',
    '{"model":"openai/gpt","max_tokens":50,"provider":{"order":["a","b"],"max_price":{"prompt":0.10}}}',
    '{"stop":["\\n\\n","{}"],"logit_bias":{"50256":-100}}',
    '{"temperature":null}',
    '{"model":7}',
    '{"max_tokens":1e3}',
    '{}',
  ])('%s go out as they came in', (json) => expect(sent(json)).toBe(json))

  it('that are edited leave their neighbours as they were, and in their place', () => {
    const json = '{"seed": 9007199254740993, "temperature": 1.0, "provider": {"order": ["a", "b"]}}'

    expect(sent(json, { temperature: '0.5', max_tokens: '9' })).toBe(
      '{"seed":9007199254740993,"temperature":0.5,"provider":{"order": ["a", "b"]},"max_tokens":9}',
    )
    expect(sent(json, { temperature: '' })).toBe('{"seed":9007199254740993,"provider":{"order": ["a", "b"]}}')
  })

  it('show numbers the way they were written', () => {
    const form = opened('{"temperature": 1.0, "seed": 9007199254740993}')

    expect(form.temperature).toBe('1.0')
    expect(form.other_parameters).toBe('{\n  "seed": 9007199254740993\n}')
  })

  it('take a number the way people type it', () => {
    const form = { ...emptyForm(), temperature: ' .5 ', max_tokens: '007' }

    expect(textOf(form).model_config_json).toBe('{"temperature":0.5,"max_tokens":7}')
  })

  it('that stand in two fields are told', () => {
    const form = { ...emptyForm(), temperature: '1', other_parameters: '{"temperature": 2}' }

    expect(checkForm(form).other_parameters).toEqual(['Already set in a field of its own: temperature.'])
  })

  it.each(['[1]', '7', 'null', '{"a": }', '{'])('%s are no JSON object', (text) => {
    expect(checkForm({ ...emptyForm(), other_parameters: text }).other_parameters?.[0]).toContain(
      'not a JSON object',
    )
  })

  it.each(['Infinity', '0x10', 'hot'])('cannot be sent with a temperature of %s', (temperature) => {
    expect(checkForm({ ...emptyForm(), temperature }).temperature).toHaveLength(1)
  })
})
