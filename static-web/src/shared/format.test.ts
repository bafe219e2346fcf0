import { describe, expect, it } from 'vitest'
import { formatAgo, formatCost, formatDuration, formatPlain, formatPrice, formatWait } from './format'

describe('a cost', () => {
  it.each([
    [1.4e-7, '$0.00000014'],
    [0, '$0.00'],
    [0.1 + 0.2, '$0.30'],
    [0.0023056, '$0.0023056'],
    [0.123456789012, '$0.123456789012'],
    [12.000000000001, '$12.000000000001'],
    [0.00014850000000000002, '$0.0001485'],
    [1e-12, '$0.000000000001'],
    [1234.5, '$1,234.50'],
  ])('of %d reads %s', (usd, text) => expect(formatCost(usd)).toBe(text))

  it('that nobody knows is unknown, not zero', () => {
    expect(formatCost(null)).toBe('unknown')
    expect(formatCost(undefined)).toBe('unknown')
  })
})

it.each([
  [1e-7, '0.0000001'],
  [2.5, '2.5'],
  [1_000_000, '1000000'],
])('%d in a field reads %s', (value, text) => expect(formatPlain(value)).toBe(text))

describe('a price', () => {
  it.each([
    ['0.0000004', '$0.40'],
    ['0', 'free'],
    ['-1', 'varies'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ])('of %s per token reads %s', (price, text) => expect(formatPrice(price)).toBe(text))
})

describe('a duration', () => {
  it.each([
    [null, '–'],
    [420, '420 ms'],
    [1500, '1.50 s'],
    [12_340, '12.3 s'],
    [125_000, '2 min 5 s'],
  ])('of %s ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text))
})

describe('a wait', () => {
  const now = Date.parse('2026-01-10T12:00:00Z')

  it.each([
    ['1', '1 second'],
    ['45', '45 seconds'],
    ['600', '10 minutes'],
    ['86400', '24 hours'],
    ['Sat, 10 Jan 2026 12:05:00 GMT', '5 minutes'],
    ['soon', 'a while'],
  ])('of %s reads %s', (retryAfter, text) => expect(formatWait(retryAfter, now)).toBe(text))
})

describe('a moment', () => {
  const now = Date.parse('2026-01-10T12:00:00Z')

  it.each([
    ['2026-01-10T11:59:50Z', 'just now'],
    ['2026-01-10T11:55:00Z', '5 minutes ago'],
    ['2026-01-10T09:00:00Z', '3 hours ago'],
    ['2026-01-09T11:00:00Z', 'yesterday'],
    ['2025-12-01T12:00:00Z', 'Dec 1, 2025'],
  ])('%s reads %s', (iso, text) => expect(formatAgo(iso, now)).toBe(text))
})
