import { api } from '@/shared/api/http'

export interface Limits {
  daily_usd: number | null
  monthly_usd: number | null
  per_run_usd: number | null
  max_concurrent_runs: number | null
}

export interface Settings {
  user: { id: string; email: string; full_name: string }
  has_api_key: boolean
  /** The last four characters. */
  api_key_hint: string | null
  limits: Limits & { spent_today_usd: number | null; spent_this_month_usd: number | null }
}

export interface ApiKeyState {
  has_api_key: boolean
  api_key_hint: string | null
  /** False when OpenRouter could not be asked; the key is kept all the same. */
  verified: boolean
}

export interface UpdateSettingsRequest {
  full_name?: string
  limits?: Limits
}

export const getSettings = () => api<Settings>('GET', 'settings/')
export const updateSettings = (body: UpdateSettingsRequest) => api<Settings>('PATCH', 'settings/', { body })
export const putApiKey = (apiKey: string | null) =>
  api<ApiKeyState>('PUT', 'settings/api-key/', { body: { api_key: apiKey } })
