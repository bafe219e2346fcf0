import { describe, expect, it } from 'vitest'
import { place, transcriptOf } from './transcript'

const at = (offset: number, text: string) => ({ offset, text })

describe('a transcript', () => {
  it('puts pieces one after the other', () => {
    expect(place(transcriptOf(''), [at(0, 'Hello'), at(5, ' Bob')]).text).toBe('Hello Bob')
  })

  it('is not doubled by a repeat', () => {
    expect(place(transcriptOf('Hello'), [at(0, 'Hello'), at(3, 'lo Bob')]).text).toBe('Hello Bob')
  })

  it('is not cut by an old short piece', () => {
    expect(place(transcriptOf('Hello Bob'), [at(0, 'Hel')]).text).toBe('Hello Bob')
  })

  it('waits for what is missing', () => {
    const waiting = place(transcriptOf('He'), [at(5, ' Bob')])
    expect(waiting.text).toBe('He')

    expect(place(waiting, [at(2, 'llo')]).text).toBe('Hello Bob')
  })
})
