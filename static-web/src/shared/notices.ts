import { defineStore } from 'pinia'
import { ref } from 'vue'

interface Notice {
  id: number
  text: string
  /** Takes back what the notice tells of. */
  undo?: () => void
  /** Called once, when it can no longer be taken back. */
  over?: () => void
}

const shownFor = 5000
/** Long enough to read, to think and to get there by keyboard. */
const undoableFor = 10_000

/** Short messages about what has just been done; they leave by themselves, but not under a pointer or the focus. */
export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let nextId = 1

  const take = (id: number) => {
    const taken = notices.value.find((notice) => notice.id === id)
    clearTimeout(timers.get(id))
    timers.delete(id)
    notices.value = notices.value.filter((notice) => notice !== taken)
    return taken
  }
  const dismiss = (id: number) => take(id)?.over?.()
  const undo = (id: number) => take(id)?.undo?.()
  const wait = ({ id, undo }: Notice) =>
    void timers.set(
      id,
      setTimeout(() => dismiss(id), undo ? undoableFor : shownFor),
    )

  function show(notice: Omit<Notice, 'id'>) {
    const shown = { ...notice, id: nextId++ }
    notices.value.filter(({ text }) => text === notice.text).forEach(({ id }) => dismiss(id))
    notices.value = [...notices.value, shown]
    wait(shown)
    return shown.id
  }

  return {
    notices,
    dismiss,
    undo,
    tell: (text: string) => show({ text }),
    offerUndo: (text: string, undo: () => void, over: () => void) => show({ text, undo, over }),
    undoLatest: () => undo(notices.value.findLast((notice) => notice.undo)?.id ?? 0),
    hold: () => timers.forEach((timer) => clearTimeout(timer)),
    release: () => notices.value.forEach(wait),
  }
})
