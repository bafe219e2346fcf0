import { onScopeDispose } from 'vue'
import { forgetStored, readStored, writeStored } from './stored'

interface Draft<T> {
  value: T
  saved_at: string
}

const keyOf = (name: string) => `promptlab.draft.${name}`

export const readDraft = <T>(name: string) => readStored<Draft<T>>(keyOf(name))
export const forgetDraft = (name: string) => writeStored(keyOf(name), null)

/** Forgets every draft of a user. */
export const forgetDrafts = (userId: string) => forgetStored(keyOf(`${userId}.`))

/** Keeps a draft at once. */
export function leaveDraft<T>(name: string, value: T) {
  const draft: Draft<T> = { value, saved_at: new Date().toISOString() }
  writeStored(keyOf(name), draft)
}

/**
 * What is typed but not saved, kept in this browser so that a reload, a closed tab or an ended session loses nothing.
 * Writes are gathered, and flushed when the page goes away.
 */
export function useDraft<T>(name: string) {
  let waiting: Draft<T> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush() {
    clearTimeout(timer)
    if (waiting) writeStored(keyOf(name), waiting)
    waiting = null
  }

  window.addEventListener('pagehide', flush)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', flush)
    flush()
  })

  return {
    read: () => readDraft<T>(name),
    keep(value: T) {
      waiting = { value: JSON.parse(JSON.stringify(value)) as T, saved_at: new Date().toISOString() }
      clearTimeout(timer)
      timer = setTimeout(flush, 200)
    },
    forget() {
      waiting = null
      clearTimeout(timer)
      forgetDraft(name)
    },
  }
}
