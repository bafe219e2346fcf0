import { api } from '@/shared/api/http'
import { listQuery } from '@/shared/api/page'
import type { Schemas } from '@/shared/api/schemas'

export const runStatuses = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'canceled',
  'interrupted',
] as const satisfies Schemas['RunStatus'][]
export type RunStatus = Schemas['RunStatus']
export type RunSummary = Schemas['RunSummary']
export type Run = Schemas['Run']
export type CreateRunRequest = Schemas['CreateRunRequest']

export interface RunFilters {
  prompt_id?: string
  status?: string
  model_id?: string
  page_size?: number
}

export const isFinished = ({ status }: { status: RunStatus }) => status !== 'queued' && status !== 'running'

export const listRuns = (filters: RunFilters, place?: string) =>
  api<Schemas['RunList']>('GET', `runs/${listQuery({ ...filters }, place)}`)

export const getRun = (id: string) => api<Run>('GET', `runs/${id}/`)

/** The key makes a repeat of this very call (a renewed session, a flaky line) the same run, not a second paid one. */
export const createRun = (promptId: string, body: CreateRunRequest) =>
  api<Run>('POST', `prompts/${promptId}/run/`, { body, headers: { 'Idempotency-Key': newKey() } })

export const cancelRun = (id: string) => api<Run>('POST', `runs/${id}/cancel/`)
export const deleteRun = (id: string) => api<null>('DELETE', `runs/${id}/`)

// crypto.randomUUID is missing where the page is served without TLS.
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')
