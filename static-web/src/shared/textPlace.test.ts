import { expect, it } from 'vitest'
import { offsetAt } from './textPlace'

it.each([
  [1, 1, 0],
  [2, 3, 5],
  [2, 99, 6],
  [3, 1, 7],
  [9, 1, 7],
  [0, 0, 0],
])('line %d, column %d of a text lies at %d', (line, column, offset) =>
  expect(offsetAt('ab\ncde\n', line, column)).toBe(offset),
)
