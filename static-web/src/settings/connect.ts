/**
 * Connecting an OpenRouter account (OAuth with PKCE): the person is sent to OpenRouter with the hash of a secret, and comes
 * back with a code that is worth nothing without the secret. OpenRouter knows no state parameter, so the address to come
 * back to holds one of our own: a code that comes with another one was not asked for by this tab.
 */

interface Pending {
  state: string
  verifier: string
  user_id: string
}

const name = 'promptlab.connect'

/** Hashing is missing where the page is served without TLS, but for the machine itself. */
export const canConnect = () => 'subtle' in crypto && crypto.subtle !== undefined

/** Where to send the person. What is needed when they come back is kept in this tab. */
export async function beginConnect(connectUrl: string, userId: string) {
  const [state, verifier] = [random(16), random(32)]
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  const pending: Pending = { state, verifier, user_id: userId }
  sessionStorage.setItem(name, JSON.stringify(pending))

  const url = new URL(connectUrl)
  url.searchParams.set('callback_url', `${location.origin}/settings?connect=${state}`)
  url.searchParams.set('code_challenge', base64Url(new Uint8Array(hash)))
  url.searchParams.set('code_challenge_method', 'S256')
  return url.href
}

/** The secret that belongs to a state, which it is given out for once; null when this tab did not begin it for this user. */
export function takeVerifier(state: string, userId: string) {
  try {
    const pending = JSON.parse(sessionStorage.getItem(name) ?? 'null') as Pending | null
    sessionStorage.removeItem(name)
    return pending?.state === state && pending.user_id === userId ? pending.verifier : null
  } catch {
    return null
  }
}

const random = (bytes: number) => base64Url(crypto.getRandomValues(new Uint8Array(bytes)))

const base64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
