import { api, apiResponse } from '@/shared/api/http'
import type { Schemas } from '@/shared/api/schemas'

export type Limits = Schemas['Limits']
export type Settings = Schemas['Settings']
export type ApiKeyState = Schemas['ApiKey']
export type ApiKeyFacts = Schemas['ApiKeyFacts']
export type ImportReport = Schemas['ImportReport']

export const getSettings = () => api<Settings>('GET', 'settings/')
export const updateSettings = (body: Schemas['ChangeSettingsRequest']) =>
  api<Settings>('PATCH', 'settings/', { body })
export const putApiKey = (apiKey: string | null) =>
  api<ApiKeyState>('PUT', 'settings/api-key/', {
    body: { api_key: apiKey } satisfies Schemas['ChangeApiKeyRequest'],
  })
export const getApiKey = () => api<ApiKeyFacts>('GET', 'settings/api-key/')
export const connectApiKey = (body: Schemas['ConnectApiKeyRequest']) =>
  api<ApiKeyState>('POST', 'settings/api-key/connect/', { body })
export const changePassword = (body: Schemas['ChangePasswordRequest']) =>
  api<null>('POST', 'settings/password/', { body })
export const exportAccount = async () => (await apiResponse('GET', 'settings/export/')).blob()
export const importAccount = (document: Blob) =>
  api<ImportReport>('POST', 'settings/import/', { json: document })
export const deleteAccount = (password: string) =>
  api<null>('DELETE', 'settings/account/', {
    body: { password } satisfies Schemas['RemoveAccountRequest'],
  })
