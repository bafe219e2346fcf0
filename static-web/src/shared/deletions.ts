import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useNotices } from './notices'

interface Deletion {
  told: string
  remove: () => Promise<unknown>
}

/**
 * Deletions that can be taken back. What is deleted is out of sight at once, but the request goes out only when its
 * notice is over, when the page goes away or when the session ends: a crash in between keeps, and never loses.
 */
export const useDeletions = defineStore('deletions', () => {
  const notices = useNotices()
  const hidden = ref(new Set<string>())
  const waiting = new Map<string, { noticeId: number; carryOut: () => Promise<void> }>()

  function defer(id: string, { told, remove }: Deletion) {
    const carryOut = async () => {
      if (!waiting.delete(id)) return
      await remove().catch((error: Error) => {
        hidden.value.delete(id)
        notices.tell(`It could not be deleted. ${error.message}`)
      })
    }
    hidden.value.add(id)
    const noticeId = notices.offerUndo(told, () => takeBack(id), carryOut)
    waiting.set(id, { noticeId, carryOut })
  }

  function takeBack(id: string) {
    waiting.delete(id)
    hidden.value.delete(id)
  }

  /** Carries out at once what is waiting. */
  const flush = () => Promise.all([...waiting.values()].map(({ carryOut }) => carryOut()))

  window.addEventListener('pagehide', () => void flush())

  return {
    defer,
    flush,
    undo: (id: string) => notices.undo(waiting.get(id)?.noticeId ?? 0),
    isHidden: (id: string) => hidden.value.has(id),
    /** A page of a list without what is on its way out. */
    visible<T extends { id: string }, P extends { count: number; results: T[] }>(page: P): P {
      const results = page.results.filter(({ id }) => !hidden.value.has(id))
      return { ...page, results, count: page.count - page.results.length + results.length }
    },
  }
})
