import { defineStore } from 'pinia'
import { ref } from 'vue'
import { readStored, writeStored } from '@/shared/stored'

const nameFor = (userId: string) => `promptlab.models.${userId}`

/** Model ids a user has added by hand. They live in this browser, apart for each user. */
export const useCustomModels = defineStore('customModels', () => {
  const ids = ref<string[]>([])
  let owner = ''

  function load(userId: string) {
    if (userId === owner) return
    owner = userId
    ids.value = readStored<string[]>(nameFor(userId)) ?? []
  }

  function set(changed: string[]) {
    ids.value = changed
    writeStored(nameFor(owner), changed.length ? changed : null)
  }

  return {
    ids,
    load,
    add: (id: string) => set([...new Set([...ids.value, id])]),
    remove: (id: string) => set(ids.value.filter((known) => known !== id)),
  }
})
