import { api, apiResponse } from '@/shared/api/http'
import { listQuery } from '@/shared/api/page'
import type { Schemas } from '@/shared/api/schemas'
import { objectOf, rawAt } from '@/shared/rawJson'

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
export type RunAnswer = Schemas['Run']
export type RunAnalytics = Schemas['RunAnalytics']
export type RunGroup = RunAnalytics['groups'][number]
export type RunFigures = Schemas['RunFigures']

/** What a run was given and what tools it called, as it was written: no number in it has been through JavaScript. See rawJson.ts. */
interface RunTexts {
  variables_json: string
  model_config_json: string
  /** Empty when there are none. */
  tool_calls_json: string
}

export type Run = RunAnswer & RunTexts

/** The parameters are merged over those of the version; empty when there are none of the run's own. */
export interface CreateRunRequest {
  version_number: number
  model_id: string
  variables_json: string
  model_config_json?: string
}

export interface RunFilters {
  prompt_id?: string
  status?: string
  model_id?: string
  /** Days in UTC, both included. */
  from?: string
  to?: string
  page_size?: number
}

export type ExportFormat = 'csv' | 'jsonl'

/** A filtered list that is longer is not counted to its end. */
export const mostCounted = 1000

export const isFinished = ({ status }: { status: RunStatus }) => status !== 'queued' && status !== 'running'

export const listRuns = (filters: RunFilters, place?: string) =>
  api<Schemas['RunList']>('GET', `runs/${listQuery({ ...filters }, place)}`)

export const getRunAnalytics = (filters: RunFilters) =>
  api<RunAnalytics>('GET', `run-analytics/${listQuery({ ...filters })}`)

export const exportRuns = async (filters: RunFilters, format: ExportFormat) =>
  (await apiResponse('GET', `run-export/${listQuery({ ...filters, format })}`)).blob()

/** A run out of JSON that is one, or holds one at a path. */
export function runOf(json: string, ...path: string[]): Run {
  const text = path.length ? (rawAt(json, ...path) ?? '{}') : json
  const run = JSON.parse(text) as RunAnswer
  return {
    ...run,
    variables_json: rawAt(text, 'variables') ?? '{}',
    model_config_json: rawAt(text, 'model_config') ?? '{}',
    tool_calls_json: run.tool_calls?.length ? (rawAt(text, 'tool_calls') ?? '') : '',
  }
}

const asRun = async (response: Promise<Response>) => runOf(await (await response).text())

export const getRun = (id: string) => asRun(apiResponse('GET', `runs/${id}/`))

/** The key makes a repeat of this very call (a renewed session, a flaky line) the same run, not a second paid one. */
export const createRun = (promptId: string, body: CreateRunRequest, key: string) =>
  asRun(
    apiResponse('POST', `prompts/${promptId}/run/`, {
      json: withText(body),
      headers: { 'Idempotency-Key': key },
    }),
  )

export const cancelRun = (id: string) => asRun(apiResponse('POST', `runs/${id}/cancel/`))
export const deleteRun = (id: string) => api<null>('DELETE', `runs/${id}/`)

/** The body that OpenRouter was sent, byte for byte. */
export const getSentRequest = async (id: string) => (await apiResponse('GET', `runs/${id}/request/`)).text()

type Field = keyof Schemas['CreateRunRequest']

function withText({ version_number, model_id, variables_json, model_config_json }: CreateRunRequest) {
  const fields: [Field, string][] = [
    ['version_number', String(version_number)],
    ['model_id', JSON.stringify(model_id)],
    ['variables', variables_json],
  ]
  if (model_config_json) fields.push(['model_config', model_config_json])
  return objectOf(fields)
}
