import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada'
import { useSession } from '@/auth/queries'
import { useCustomModels } from '@/models/queries'
import { forgetDrafts } from '@/shared/draft'
import {
  changePassword,
  connectApiKey,
  deleteAccount,
  exportAccount,
  getApiKey,
  getSettings,
  importAccount,
  putApiKey,
  updateSettings,
  type ApiKeyState,
  type Settings,
} from './api'
import { usePreferences } from './preferences'

export { usePreferences }

const key = ['settings']

export const settingsQuery = defineQueryOptions({ key, query: getSettings })

export function useUpdateSettings() {
  const cache = useQueryCache()
  const session = useSession()
  return useMutation({
    mutation: updateSettings,
    onSuccess: (settings) => {
      cache.setQueryData<Settings>(key, settings)
      if (session.user) session.user.full_name = settings.user.full_name
    },
  })
}

/** OpenRouter is asked for it, so not at every look; a key that takes another's place is asked for anew. */
export const apiKeyFactsQuery = defineQueryOptions((hint: string) => ({
  key: [...key, 'api-key', hint],
  query: getApiKey,
  staleTime: 60_000,
}))

function useKeepApiKey() {
  const cache = useQueryCache()
  return ({ has_api_key, api_key_hint }: ApiKeyState) => {
    const known = cache.getQueryData<Settings>(key)
    if (known) cache.setQueryData<Settings>(key, { ...known, has_api_key, api_key_hint })
    // Of a key that is gone there is nothing to ask. What cannot be asked for anew is told where it is shown.
    for (const stale of [...(has_api_key ? [[...key, 'api-key']] : []), ['models']])
      cache.invalidateQueries({ key: stale }).catch(() => {})
  }
}

export const usePutApiKey = () => useMutation({ mutation: putApiKey, onSuccess: useKeepApiKey() })
export const useConnectApiKey = () => useMutation({ mutation: connectApiKey, onSuccess: useKeepApiKey() })

export const useChangePassword = () => useMutation({ mutation: changePassword })
export const useExport = () => useMutation({ mutation: exportAccount })

export function useImport() {
  const cache = useQueryCache()
  return useMutation({
    mutation: importAccount,
    onSuccess: () => void cache.invalidateQueries(),
  })
}

/** Ends the account. What this browser keeps of it goes too. */
export function useDeleteAccount() {
  const session = useSession()
  const custom = useCustomModels()
  return useMutation({
    mutation: deleteAccount,
    onSuccess: () => {
      custom.ids.forEach(custom.remove)
      if (session.user) forgetDrafts(session.user.id)
      session.close()
    },
  })
}
