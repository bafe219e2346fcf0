import { api, apiResponse } from '@/shared/api/http'
import { listQuery, type Page } from '@/shared/api/page'
import { objectOf, rawAt } from './rawJson'

/** OpenRouter parameters; any JSON object. */
export type ModelConfig = Record<string, unknown>

interface Texts {
  system_message: string
  user_message_template: string
}

/** What is saved. The parameters are JSON already: see rawJson.ts. */
export interface PromptText extends Texts {
  model_config_json: string
}

/** A version as the API tells it. */
export interface VersionAnswer extends Texts {
  model_config: ModelConfig
  id: string
  prompt_id: string
  version_number: number
  variables: string[]
  note: string | null
  created_by: string
  created_at: string
}

export interface PromptVersion extends VersionAnswer {
  /** The parameters as they were written: no number in it has been through JavaScript. */
  model_config_json: string
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
  latest_version: Omit<VersionAnswer, keyof Texts | 'model_config'>
}

export interface PromptAnswer extends PromptCommon {
  latest_version: VersionAnswer
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

export interface DiffPart {
  kind: 'same' | 'added' | 'removed'
  text: string
}

export interface ConfigChange {
  path: string
  kind: 'added' | 'removed' | 'changed'
  before: unknown
  after: unknown
}

export interface DiffAnswer {
  from: number
  to: number
  system_message: DiffPart[]
  user_message_template: DiffPart[]
  model_config: ConfigChange[]
}

/** The values of changed parameters are JSON, as they were written; empty where there is none. */
export interface VersionDiff extends Omit<DiffAnswer, 'model_config'> {
  model_config: (Pick<ConfigChange, 'path' | 'kind'> & { before: string; after: string })[]
}

export interface PromptFilters {
  search?: string
  tag?: string
  page_size?: number
}

const ifMatch = (etag: string | null): Record<string, string> => (etag ? { 'If-Match': etag } : {})

async function promptOf(response: Response): Promise<Prompt> {
  const text = await response.text()
  const prompt = JSON.parse(text) as PromptAnswer
  const model_config_json = rawAt(text, 'latest_version', 'model_config') ?? '{}'
  return {
    ...prompt,
    latest_version: { ...prompt.latest_version, model_config_json },
    etag: response.headers.get('ETag'),
  }
}

async function versionOf(response: Response): Promise<PromptVersion> {
  const text = await response.text()
  return {
    ...(JSON.parse(text) as VersionAnswer),
    model_config_json: rawAt(text, 'model_config') ?? '{}',
  }
}

/** A body whose parameters go out as they are written. */
const withText = ({ model_config_json, ...rest }: PromptText & Record<string, unknown>) =>
  objectOf([
    ...Object.entries(rest).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
    ['model_config', model_config_json],
  ])

export const listPrompts = (filters: PromptFilters, place?: string) =>
  api<Page<PromptSummary>>('GET', `prompts/${listQuery({ ...filters }, place)}`)

export const getPrompt = async (id: string) => promptOf(await apiResponse('GET', `prompts/${id}/`))

export const createPrompt = (body: CreatePromptRequest) =>
  api<PromptAnswer>('POST', 'prompts/', { json: withText({ ...body }) })

export const updatePrompt = async (id: string, body: PromptMeta, etag: string | null) =>
  promptOf(await apiResponse('PATCH', `prompts/${id}/`, { body, headers: ifMatch(etag) }))

export const deletePrompt = (id: string) => api<null>('DELETE', `prompts/${id}/`)

export const listVersions = (id: string, place?: string) =>
  api<Page<VersionAnswer>>('GET', `prompts/${id}/versions/${listQuery({}, place)}`)

export const getVersion = async (id: string, number: number) =>
  versionOf(await apiResponse('GET', `prompts/${id}/versions/${number}/`))

/** Saves a version. The API keeps the latest one where nothing has changed, and says so by its status. */
export async function saveVersion(id: string, body: SaveVersionRequest, etag: string | null) {
  const json = withText({ ...body })
  const response = await apiResponse('POST', `prompts/${id}/versions/`, { json, headers: ifMatch(etag) })
  return { version: await versionOf(response), isNew: response.status === 201 }
}

export async function getDiff(id: string, from: number, to: number): Promise<VersionDiff> {
  const text = await (await apiResponse('GET', `prompts/${id}/versions/${from}/diff/${to}/`)).text()
  const diff = JSON.parse(text) as DiffAnswer
  const raw = (index: number, side: string) => rawAt(text, 'model_config', String(index), side) ?? ''
  const model_config = diff.model_config.map(({ path, kind }, index) => ({
    path,
    kind,
    before: kind === 'added' ? '' : raw(index, 'before'),
    after: kind === 'removed' ? '' : raw(index, 'after'),
  }))
  return { ...diff, model_config }
}

export const renderTemplate = (body: RenderRequest) => api<Rendered>('POST', 'templates/render/', { body })
