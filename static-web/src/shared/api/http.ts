import { Problem } from './problem'

/** Who is signed in, as far as a call needs to know. The auth slice registers itself, so that shared/ knows no slice. */
export interface Credentials {
  token: () => string | null
  /** Gets a new token. False when the session is over; throws a Problem when nobody can tell. */
  refresh: () => Promise<boolean>
  ended: () => void
}

export interface CallOptions {
  body?: unknown
  /** A body that is JSON already; it goes out as it stands. */
  json?: string | Blob
  headers?: Record<string, string>
  /**
   * For streams only. A query must not hand Colada's signal on: Colada aborts a query whose last page is left, and
   * the next page would then wait for the aborted call for ever.
   */
  signal?: AbortSignal
  /** For the calls that make a session: they carry no token, and their 401 is theirs. */
  anonymous?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const origin: string = import.meta.env.VITE_API_BASE_URL ?? ''

/** Where a program of the user's own finds the API. */
export const apiOrigin = () => origin || location.origin

let credentials: Credentials = { token: () => null, refresh: async () => false, ended: () => {} }
let refreshing: Promise<boolean> | null = null

export function useCredentials(provided: Credentials) {
  credentials = provided
  refreshing = null
}

/** Calls our API. Resolves to the body, or throws a Problem; an aborted call throws the AbortError it asked for. */
export async function api<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const response = await apiResponse(method, path, options)
  return response.status === 204 ? (null as T) : ((await response.json()) as T)
}

/** The same, for the few callers that need the status, a header or the stream. */
export async function apiResponse(method: Method, path: string, options: CallOptions = {}) {
  const token = credentials.token()
  const response = await send(method, path, options)
  if (response.ok) return response

  const problem = await Problem.from(response)
  if (options.anonymous || problem.code !== 'not-signed-in') throw problem

  // Another call may have renewed the token while this one was on its way.
  const renewed = credentials.token() !== token || (await refreshOnce())
  if (renewed) {
    const second = await send(method, path, options)
    if (second.ok) return second
    const secondProblem = await Problem.from(second)
    if (secondProblem.code !== 'not-signed-in') throw secondProblem
  }

  credentials.ended()
  throw problem
}

function refreshOnce() {
  refreshing ??= credentials.refresh().finally(() => (refreshing = null))
  return refreshing
}

async function send(method: Method, path: string, { body, json, headers, signal, anonymous }: CallOptions) {
  const token = anonymous ? null : credentials.token()
  const sent = json ?? (body === undefined ? undefined : JSON.stringify(body))

  try {
    return await fetch(`${origin}/api/${path}`, {
      method,
      credentials: origin ? 'include' : 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(sent !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: sent,
      // A deletion that can be taken back goes out, at the latest, when the page goes away.
      keepalive: method === 'DELETE',
      signal,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw Problem.offline()
  }
}
