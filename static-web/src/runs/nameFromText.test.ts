import { expect, it } from 'vitest'
import { nameFromText } from './nameFromText'

it('calls a scratch by its first words', () => {
  expect(nameFromText('Greet {{ name | default: "you" }}.')).toBe('Greet name.')
  expect(nameFromText('{% if formal %}\nDear {{- title }}{% endif %}')).toBe('Dear title')
  expect(nameFromText('Explain how the tides of the sea come and go with the moon')).toBe(
    'Explain how the tides of the sea come and go…',
  )
  expect(nameFromText('x'.repeat(100))).toBe('x'.repeat(48))
  expect(nameFromText(' ')).toBe('Scratch')
})
