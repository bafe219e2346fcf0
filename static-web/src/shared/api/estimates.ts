import { api } from './http'
import type { Schemas } from './schemas'

export type Estimate = Schemas['Estimate']

/** What runs may cost (USD), by the body of POST /api/estimates/ as it goes out. */
export const estimateCost = (json: string) => api<Estimate>('POST', 'estimates/', { json })
