import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useCredentials } from '@/shared/api/http'
import { isProblem } from '@/shared/api/problem'
import { getMe, refresh, type SignedIn, type User } from './api'

/** Who is signed in. The access token lives here and nowhere else; the refresh token is a cookie no script can read. */
export const useSession = defineStore('session', () => {
  const access = ref<string | null>(null)
  const user = ref<User | null>(null)
  /** The session ended by itself: the sign-in page says so. */
  const ended = ref(false)
  /** Why nobody can tell whether there is a session (the server is out of reach). */
  const trouble = shallowRef<Error | null>(null)
  let restoring: Promise<void> | null = null

  function open(answer: SignedIn) {
    access.value = answer.access
    user.value = answer.user
    ended.value = false
    trouble.value = null
  }

  function close() {
    access.value = null
    user.value = null
    ended.value = false
  }

  async function renew() {
    try {
      access.value = (await oneTabAtATime(refresh)).access
      return true
    } catch (error) {
      if (isProblem(error) && [401, 403].includes(error.details.status)) return false
      throw error
    }
  }

  /** Looks once for the session of an earlier visit. */
  function restore() {
    restoring ??= look().catch((error: Error) => {
      trouble.value = error
      restoring = null
    })
    return restoring
  }

  async function look() {
    if (!user.value && (await renew())) user.value = await getMe()
    trouble.value = null
  }

  useCredentials({
    token: () => access.value,
    refresh: renew,
    ended: () => {
      // Every call that was on its way says so, the later ones of somebody who is signed out by then.
      const hasEnded = ended.value || user.value !== null
      close()
      ended.value = hasEnded
    },
  })

  return { user, signedIn: computed(() => user.value !== null), ended, trouble, open, close, restore }
})

/** The refresh token turns over with each use, so two tabs must not send the same one at once. */
async function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request('promptlab.refresh', work) : work()
}
