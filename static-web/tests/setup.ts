import { cleanup } from '@testing-library/vue'
import { afterEach, expect } from 'vitest'
import { unexpectedCalls } from './fakeApi'

afterEach(() => {
  cleanup()
  globalThis.localStorage?.clear()
  expect(unexpectedCalls()).toEqual([])
})
