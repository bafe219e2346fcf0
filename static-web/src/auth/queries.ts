import { useMutation, useQueryCache } from '@pinia/colada'
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
export const useSignOutEverywhere = () =>
  useMutation({ mutation: endSessions, onSuccess: () => useSession().close() })
export const useSignOut = () => useMutation({ mutation: signOut, onSuccess: () => useSession().close() })
