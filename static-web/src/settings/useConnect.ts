import { ref } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'
import { useSession } from '@/auth/queries'
import { beginConnect, takeVerifier } from './connect'
import { useConnectApiKey } from './queries'

const one = (value: LocationQueryValue | LocationQueryValue[] | undefined) =>
  (Array.isArray(value) ? value[0] : value) ?? ''

/** Sends a person to OpenRouter, and ends the connection when the address says that they have come back. */
export function useConnect() {
  const route = useRoute()
  const router = useRouter()
  const userId = useSession().user?.id ?? ''
  const { mutateAsync: connect, error: problem, isLoading: busy } = useConnectApiKey()
  const told = ref('')

  async function begin(connectUrl: string) {
    told.value = ''
    try {
      location.assign(await beginConnect(connectUrl, userId))
    } catch {
      told.value = 'This browser cannot keep what connecting needs. Save a key by hand instead.'
    }
  }

  async function finish() {
    if (route.query.connect === undefined) return
    const code = one(route.query.code)
    const verifier = takeVerifier(one(route.query.connect), userId)
    // First of all: a reload must not send the code again, and it must not stay in the history.
    await router.replace({ query: {}, hash: '#openrouter' })

    if (!verifier) {
      told.value =
        'This visit to OpenRouter was not begun here, or has ended already. Start connecting again.'
    } else if (!code) {
      told.value = 'OpenRouter sent you back without a key, so nothing has changed.'
    } else {
      await connect({ code, code_verifier: verifier }).then(
        ({ verified }) => {
          told.value = verified
            ? 'OpenRouter is connected, and its key is saved.'
            : 'OpenRouter is connected. Its key is saved, but could not be checked yet.'
        },
        () => {},
      )
    }
  }

  void finish()

  return { begin, told, problem, busy }
}
