import { api } from '@/shared/api/http'
import { listQuery, type Page } from '@/shared/api/page'

export const runStatuses = ['queued', 'running', 'succeeded', 'failed', 'canceled', 'interrupted'] as const
export type RunStatus = (typeof runStatuses)[number]

export interface RunSummary {
  id: string
  prompt_id: string
  prompt_name: string
  version_number: number
  status: RunStatus
  model_id: string
  resolved_model_id: string | null
  input_tokens: number | null
  output_tokens: number | null
  /** Null is unknown, which is not zero. */
  total_cost_usd: number | null
  latency_ms: number | null
  response_preview: string | null
  created_at: string
}

export interface Run extends Omit<RunSummary, 'response_preview'> {
  prompt_version: string
  comparison_id: string | null
  executed_by: string
  provider: string | null
  generation_id: string | null
  variables: Record<string, unknown>
  model_config: Record<string, unknown>
  rendered: { system_message: string; user_message: string } | null
  response_text: string | null
  reasoning_text: string | null
  finish_reason: string | null
  reasoning_tokens: number | null
  cached_tokens: number | null
  time_to_first_token_ms: number | null
  error_code: string | null
  error_message: string | null
  billing: 'stopped' | 'may_continue' | null
  started_at: string | null
  finished_at: string | null
  updated_at: string
}

export interface CreateRunRequest {
  version_number?: number
  model_id: string
  variables: Record<string, string>
}

export interface RunFilters {
  prompt_id?: string
  status?: string
  model_id?: string
  page_size?: number
}

export const isFinished = ({ status }: { status: RunStatus }) => status !== 'queued' && status !== 'running'

export const listRuns = (filters: RunFilters, place?: string) =>
  api<Page<RunSummary>>('GET', `runs/${listQuery({ ...filters }, place)}`)

export const getRun = (id: string) => api<Run>('GET', `runs/${id}/`)

/** The key makes a repeat of this very call (a renewed session, a flaky line) the same run, not a second paid one. */
export const createRun = (promptId: string, body: CreateRunRequest) =>
  api<Run>('POST', `prompts/${promptId}/run/`, { body, headers: { 'Idempotency-Key': newKey() } })

export const cancelRun = (id: string) => api<Run>('POST', `runs/${id}/cancel/`)
export const deleteRun = (id: string) => api<null>('DELETE', `runs/${id}/`)

// crypto.randomUUID is missing where the page is served without TLS.
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')
