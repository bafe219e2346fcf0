import { api, apiResponse } from '@/shared/api/http'

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

/** A limit that is left out stays as it is; null lifts it. */
export interface UpdateSettingsRequest {
  full_name?: string
  limits?: Partial<Limits>
}

export interface ChangePasswordRequest {
  current_password: string
  new_password: string
}

export interface ImportReport {
  prompts: { added: number; skipped: number }
  versions: { added: number }
  runs: { added: number; skipped: number }
  /** What could not be taken, and where in the document it stands. */
  problems: { path: string; message: string }[]
}

export const getSettings = () => api<Settings>('GET', 'settings/')
export const updateSettings = (body: UpdateSettingsRequest) => api<Settings>('PATCH', 'settings/', { body })
export const putApiKey = (apiKey: string | null) =>
  api<ApiKeyState>('PUT', 'settings/api-key/', { body: { api_key: apiKey } })
export const changePassword = (body: ChangePasswordRequest) =>
  api<null>('POST', 'settings/password/', { body })
export const exportAccount = async () => (await apiResponse('GET', 'settings/export/')).blob()
export const importAccount = (document: Blob) =>
  api<ImportReport>('POST', 'settings/import/', { json: document })
export const deleteAccount = (password: string) =>
  api<null>('DELETE', 'settings/account/', { body: { password } })
