import { estimateCost } from '@/shared/api/estimates'
import { api, apiResponse } from '@/shared/api/http'
import { listQuery } from '@/shared/api/page'
import type { Schemas, Whole } from '@/shared/api/schemas'
import { objectOf, rawAt } from '@/shared/rawJson'

/** OpenRouter parameters; any JSON object. */
export type ModelConfig = Schemas['ModelConfig']
export type VersionAnswer = Schemas['Version']
export type PromptAnswer = Schemas['Prompt']
export type PromptSummary = Schemas['PromptSummary']
export type PromptMeta = Whole<Schemas['ChangePromptRequest']>
export type RenderRequest = Whole<Omit<Schemas['RenderRequest'], 'variables'>> &
  Pick<Schemas['RenderRequest'], 'variables'>
export type Rendered = Schemas['Rendering']
export type TemplateProblem = Rendered['problems'][number]
export type EstimateRequest = PromptText & Pick<Schemas['RenderRequest'], 'variables'>
export type DiffAnswer = Schemas['VersionDiff']

/** The parameters as they were written: no number in it has been through JavaScript. See rawJson.ts. */
interface Parameters {
  model_config_json: string
}

export type PromptVersion = VersionAnswer & Parameters
export type Prompt = Omit<PromptAnswer, 'latest_version'> & {
  latest_version: PromptVersion
  /** From the ETag header: which state of the prompt this is. */
  etag: string | null
}

export type PromptText = Omit<SaveVersionRequest, 'note'>
export type SaveVersionRequest = Whole<Omit<Schemas['SaveVersionRequest'], 'model_config'>> & Parameters
export type CreatePromptRequest = Whole<Omit<Schemas['CreatePromptRequest'], 'model_config'>> & Parameters

/** The values of changed parameters are JSON, as they were written; empty where there is none. */
export interface VersionDiff extends Omit<DiffAnswer, 'model_config'> {
  model_config: (Omit<DiffAnswer['model_config'][number], 'before' | 'after'> & {
    before: string
    after: string
  })[]
}

export interface PromptFilters {
  search?: string
  tag?: string
  /** Empty for the newest change first. */
  sort?: string
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
const withText = ({ model_config_json, ...rest }: Parameters & object) =>
  objectOf([
    ...Object.entries(rest).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
    ['model_config' satisfies keyof Schemas['SaveVersionRequest'], model_config_json],
  ])

export const listPrompts = (filters: PromptFilters, place?: string) =>
  api<Schemas['PromptList']>('GET', `prompts/${listQuery({ ...filters }, place)}`)

export const getPrompt = async (id: string) => promptOf(await apiResponse('GET', `prompts/${id}/`))

export const createPrompt = (body: CreatePromptRequest) =>
  api<PromptAnswer>('POST', 'prompts/', { json: withText(body) })

export const updatePrompt = async (id: string, body: PromptMeta, etag: string | null) =>
  promptOf(await apiResponse('PATCH', `prompts/${id}/`, { body, headers: ifMatch(etag) }))

export const deletePrompt = (id: string) => api<null>('DELETE', `prompts/${id}/`)

export const listVersions = (id: string, place?: string) =>
  api<Schemas['VersionList']>('GET', `prompts/${id}/versions/${listQuery({}, place)}`)

export const getVersion = async (id: string, number: number) =>
  versionOf(await apiResponse('GET', `prompts/${id}/versions/${number}/`))

/** Saves a version. The API keeps the latest one where nothing has changed, and says so by its status. */
export async function saveVersion(id: string, body: SaveVersionRequest, etag: string | null) {
  const json = withText(body)
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

/** What a run of a text that is not saved may cost. */
export const estimateText = (body: EstimateRequest) => estimateCost(withText(body))
