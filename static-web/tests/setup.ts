import { cleanup, configure } from '@testing-library/vue'
import { afterEach, expect } from 'vitest'
import { unexpectedCalls } from './fakeApi'

// A busy machine is no failure.
configure({ asyncUtilTimeout: 4000 })

afterEach(() => {
  cleanup()
  globalThis.localStorage?.clear()
  globalThis.sessionStorage?.clear()
  expect(unexpectedCalls()).toEqual([])
})
