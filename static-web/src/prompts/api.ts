import { api, apiResponse } from '@/shared/api/http'
import { listQuery, type Page } from '@/shared/api/page'

/** OpenRouter parameters; any JSON object. */
export type ModelConfig = Record<string, unknown>

export interface PromptText {
  system_message: string
  user_message_template: string
  model_config: ModelConfig
}

export interface PromptVersion extends PromptText {
  id: string
  prompt_id: string
  version_number: number
  variables: string[]
  note: string | null
  created_by: string
  created_at: string
}

export interface PromptMeta {
  name: string
  description: string
  tags: string[]
}

interface PromptCommon extends PromptMeta {
  id: string
  created_by: string
  versions_count: number
  created_at: string
  updated_at: string
}

export interface PromptSummary extends PromptCommon {
  latest_version: Omit<PromptVersion, keyof PromptText>
}

export interface Prompt extends PromptCommon {
  latest_version: PromptVersion
  /** From the ETag header: which state of the prompt this is. */
  etag: string | null
}

export type CreatePromptRequest = PromptMeta & PromptText & { note: string }
export type SaveVersionRequest = PromptText & { note: string }

export interface RenderRequest {
  system_message: string
  user_message_template: string
  variables: Record<string, string>
}

export interface TemplateProblem {
  field: string
  message: string
  line: number | null
  column: number | null
  severity: 'error' | 'warning'
}

export interface Rendered {
  system_message: string
  user_message: string
  variables: string[]
  problems: TemplateProblem[]
}

export interface PromptFilters {
  search?: string
  tag?: string
  page_size?: number
}

const ifMatch = (etag: string | null): Record<string, string> => (etag ? { 'If-Match': etag } : {})

async function withEtag(response: Response) {
  return { ...((await response.json()) as Omit<Prompt, 'etag'>), etag: response.headers.get('ETag') }
}

export const listPrompts = (filters: PromptFilters, place?: string) =>
  api<Page<PromptSummary>>('GET', `prompts/${listQuery({ ...filters }, place)}`)

export const getPrompt = async (id: string): Promise<Prompt> =>
  withEtag(await apiResponse('GET', `prompts/${id}/`))

export const createPrompt = (body: CreatePromptRequest) =>
  api<Omit<Prompt, 'etag'>>('POST', 'prompts/', { body })

export const updatePrompt = async (id: string, body: PromptMeta, etag: string | null) =>
  withEtag(await apiResponse('PATCH', `prompts/${id}/`, { body, headers: ifMatch(etag) }))

export const deletePrompt = (id: string) => api<null>('DELETE', `prompts/${id}/`)

export const listVersions = (id: string, place?: string) =>
  api<Page<PromptVersion>>('GET', `prompts/${id}/versions/${listQuery({}, place)}`)

export const getVersion = (id: string, number: number) =>
  api<PromptVersion>('GET', `prompts/${id}/versions/${number}/`)

/** Saves a version. The API keeps the latest one where nothing has changed, and says so by its status. */
export async function saveVersion(id: string, body: SaveVersionRequest, etag: string | null) {
  const response = await apiResponse('POST', `prompts/${id}/versions/`, { body, headers: ifMatch(etag) })
  return { version: (await response.json()) as PromptVersion, isNew: response.status === 201 }
}

export const renderTemplate = (body: RenderRequest) => api<Rendered>('POST', 'templates/render/', { body })
