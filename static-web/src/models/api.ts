import { api } from '@/shared/api/http'

export interface Model {
  id: string
  name: string
  context_length: number | null
  /** Decimal strings, USD per token; "-1" means it varies. */
  pricing: { prompt: string; completion: string } | null
  supported_parameters: string[] | null
  input_modalities: string[] | null
  expiration_date: string | null
  simulated: boolean
}

export interface Catalogue {
  models: Model[]
  /** OpenRouter could not be reached: this is the last good list, or only the built-in one. */
  stale: boolean
}

export const listModels = () => api<Catalogue>('GET', 'models/')
