import { useMutation, useQueryCache } from '@pinia/colada'
import { useRouter } from 'vue-router'
import { useDeletions } from '@/shared/deletions'
import { useNotices } from '@/shared/notices'
import { endSessions, register, signIn, signOut, type SignedIn } from './api'
import { useSession } from './session'

export { useSession }

/** Forgets everything the server has told: the next person at this browser must not see it. */
export function useForgetAnswers() {
  const cache = useQueryCache()
  return () => cache.getEntries().forEach((entry) => cache.remove(entry))
}

function useOpenSession() {
  const session = useSession()
  const forgetAnswers = useForgetAnswers()

  return (answer: SignedIn) => {
    forgetAnswers()
    session.open(answer)
  }
}

export const useSignIn = () => useMutation({ mutation: signIn, onSuccess: useOpenSession() })
export const useRegister = () => useMutation({ mutation: register, onSuccess: useOpenSession() })
export const useSignOutEverywhere = () => useEndSession(endSessions, 'You are signed out everywhere.')
export const useSignOut = () => useEndSession(signOut, 'You are signed out.')

/** Ends a session by a call, and shows nothing of it any more. */
function useEndSession(end: () => Promise<null>, told: string) {
  const router = useRouter()
  const notices = useNotices()
  const deletions = useDeletions()
  const forgetAnswers = useForgetAnswers()

  return useMutation({
    mutation: async () => {
      await deletions.flush()
      return end()
    },
    onSuccess: async () => {
      useSession().close()
      await router.push('/')
      forgetAnswers()
      notices.tell(told)
    },
  })
}
