import { defineStore } from 'pinia'
import { ref } from 'vue'

interface Notice {
  id: number
  text: string
}

const shownFor = 5000

/** Short messages about what has just been done; they leave by themselves. */
export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([])
  let nextId = 1

  function dismiss(id: number) {
    notices.value = notices.value.filter((notice) => notice.id !== id)
  }

  function tell(text: string) {
    const id = nextId++
    notices.value = [...notices.value.filter((notice) => notice.text !== text), { id, text }]
    setTimeout(() => dismiss(id), shownFor)
  }

  return { notices, tell, dismiss }
})
