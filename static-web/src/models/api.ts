import { api } from '@/shared/api/http'
import type { Schemas } from '@/shared/api/schemas'

export type Model = Schemas['Model']

export const listModels = () => api<Schemas['ModelList']>('GET', 'models/')
