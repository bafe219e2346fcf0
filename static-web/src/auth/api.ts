import { api } from '@/shared/api/http'
import type { Schemas } from '@/shared/api/schemas'

export type User = Schemas['User']
export type SignedIn = Schemas['Session']
export type SignInRequest = Schemas['LoginRequest']
export type RegisterRequest = Schemas['RegisterRequest']

export const register = (body: RegisterRequest) =>
  api<SignedIn>('POST', 'auth/register/', { body, anonymous: true })
export const signIn = (body: SignInRequest) => api<SignedIn>('POST', 'auth/login/', { body, anonymous: true })
export const refresh = () => api<Schemas['Access']>('POST', 'auth/refresh/', { anonymous: true })
export const signOut = () => api<null>('POST', 'auth/logout/', { anonymous: true })
/** Ends every session of the account, this one too. */
export const endSessions = () => api<null>('DELETE', 'auth/sessions/')
export const getMe = () => api<User>('GET', 'auth/me/')
