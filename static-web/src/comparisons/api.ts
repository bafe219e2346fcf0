import { api, apiResponse } from '@/shared/api/http'
import { listQuery } from '@/shared/api/page'
import type { Schemas } from '@/shared/api/schemas'
import { rawAt } from '@/shared/rawJson'

export type Board = Schemas['Board']
export type BoardVariant = Schemas['BoardVariant']
export type Cell = Schemas['Cell']
export type Check = Schemas['Check']
export type ComparisonSummary = Schemas['ComparisonSummary']
export type Mark = Schemas['Mark']
export type Marking = Schemas['Marking']
export type MarkCellRequest = Schemas['MarkCellRequest']
export type PairVerdict = Schemas['PairVerdict']
export type Share = Schemas['Share']
export type VariantSummary = Schemas['VariantSummary']
export type Preferred = Schemas['VoteRequest']['preferred']
export type InputFormat = Schemas['ReadInputsRequest']['format']
export type ExportFormat = 'csv' | 'jsonl'

/** An input whose variables are as they were written: no number in it has been through JavaScript. See rawJson.ts. */
export interface ReadInput {
  name: string
  variables_json: string
}

export type BoardRow = Schemas['BoardRow'] & { variables_json: string }
export type BlindPair = Schemas['BlindPair'] & { variables_json: string }

const of = (id: string) => `comparisons/${id}/`

export const listComparisons = (place?: string) =>
  api<Schemas['ComparisonList']>('GET', `comparisons/${listQuery({}, place)}`)

/** The key makes a repeat of this very call the same comparison, not a second paid one. */
export const createComparison = (json: string, key: string) =>
  api<Schemas['Comparison']>('POST', 'comparisons/', { json, headers: { 'Idempotency-Key': key } })

export async function readInputs(format: InputFormat, text: string): Promise<ReadInput[]> {
  const json = await (await apiResponse('POST', 'comparisons/inputs/', { body: { format, text } })).text()
  const { inputs } = JSON.parse(json) as Schemas['Inputs']
  return inputs.map(({ name }, index) => ({
    name,
    variables_json: rawAt(json, 'inputs', String(index), 'variables') ?? '{}',
  }))
}

export const getBoard = (id: string) => api<Board>('GET', of(id))
export const changeComparison = (id: string, json: string) =>
  api<Schemas['Comparison']>('PATCH', of(id), { json })
export const deleteComparison = (id: string) => api<null>('DELETE', of(id))
export const cancelComparison = (id: string) => api<Schemas['Cells']>('POST', `${of(id)}cancel/`)
export const resumeComparison = (id: string) => api<Schemas['Cells']>('POST', `${of(id)}resume/`)
export const markCell = (id: string, body: MarkCellRequest) =>
  api<Marking>('PUT', `${of(id)}marks/`, { body })

export async function getRow(id: string, number: number): Promise<BoardRow> {
  const text = await (await apiResponse('GET', `${of(id)}inputs/${number}/`)).text()
  return { ...(JSON.parse(text) as Schemas['BoardRow']), variables_json: rawAt(text, 'variables') ?? '{}' }
}

export async function getBlindPair(id: string) {
  const text = await (await apiResponse('GET', `${of(id)}blind-pair/`)).text()
  const { pair, pairs_left } = JSON.parse(text) as Schemas['BlindPairToVoteOn']
  const variables_json = rawAt(text, 'pair', 'variables') ?? '{}'
  return { pair: pair && { ...pair, variables_json }, pairs_left }
}

export const vote = (id: string, pair: string, preferred: Preferred) =>
  api<Schemas['CountedVote']>('POST', `${of(id)}votes/`, { body: { pair, preferred } })

export const exportComparison = async (id: string, format: ExportFormat) =>
  (await apiResponse('GET', `${of(id)}export/?format=${format}`)).blob()
