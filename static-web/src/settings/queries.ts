import { defineQueryOptions, useMutation, useQueryCache } from '@pinia/colada'
import { useSession } from '@/auth/queries'
import { useCustomModels } from '@/models/queries'
import { forgetDrafts } from '@/shared/draft'
import {
  changePassword,
  deleteAccount,
  exportAccount,
  getSettings,
  importAccount,
  putApiKey,
  updateSettings,
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

export function usePutApiKey() {
  const cache = useQueryCache()
  return useMutation({
    mutation: putApiKey,
    onSuccess: ({ has_api_key, api_key_hint }) => {
      const known = cache.getQueryData<Settings>(key)
      if (known) cache.setQueryData<Settings>(key, { ...known, has_api_key, api_key_hint })
      void cache.invalidateQueries({ key: ['models'] })
    },
  })
}

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
