import { api } from '@/shared/api/http'

export interface User {
  id: string
  email: string
  full_name: string
  created_at: string
  updated_at: string
}

export interface SignedIn {
  user: User
  access: string
}

export interface SignInRequest {
  email: string
  password: string
}

export interface RegisterRequest extends SignInRequest {
  full_name: string
}

export const register = (body: RegisterRequest) =>
  api<SignedIn>('POST', 'auth/register/', { body, anonymous: true })
export const signIn = (body: SignInRequest) => api<SignedIn>('POST', 'auth/login/', { body, anonymous: true })
export const refresh = () => api<{ access: string }>('POST', 'auth/refresh/', { anonymous: true })
export const signOut = () => api<null>('POST', 'auth/logout/', { anonymous: true })
/** Ends every session of the account, this one too. */
export const endSessions = () => api<null>('DELETE', 'auth/sessions/')
export const getMe = () => api<User>('GET', 'auth/me/')
