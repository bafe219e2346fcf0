import type { User } from '@/auth/api'
import type { Board, BoardVariant, Cell, VariantSummary } from '@/comparisons/api'
import type { DiffAnswer, PromptAnswer, PromptSummary, VersionAnswer } from '@/prompts/api'
import type { RunAnalytics, RunAnswer, RunFigures } from '@/runs/api'
import type { Estimate } from '@/shared/api/estimates'
import type { ApiKeyFacts, Settings } from '@/settings/api'

/** Test data that states only what matters; the rest has sensible values. */

const day = '2026-01-01T00:00:00Z'

export const user: User = {
  id: 'u1',
  email: 'ada@example.com',
  full_name: 'Ada Lovelace',
  created_at: day,
  updated_at: day,
}

export const settings: Settings = {
  user,
  has_api_key: true,
  connect_url: 'https://openrouter.ai/auth',
  api_key_hint: 'abcd',
  limits: {
    daily_usd: null,
    monthly_usd: null,
    per_run_usd: null,
    max_concurrent_runs: 8,
    spent_today_usd: 0,
    spent_this_month_usd: 0,
  },
}

export const keyFacts: ApiKeyFacts = {
  label: 'sk-or-v1-51a...bcd',
  limit_usd: 5,
  limit_remaining_usd: 4.25,
  limit_reset: 'monthly',
  usage_usd: 0.75,
  usage_today_usd: 0.1,
  usage_this_week_usd: 0.3,
  usage_this_month_usd: 0.75,
  is_free_tier: false,
  expires_at: null,
  free_requests_today: { used: 12, limit: 1000 },
}

export const aVersion = (given: Partial<VersionAnswer> = {}): VersionAnswer => ({
  id: `v${given.version_number ?? 1}`,
  prompt_id: 'p1',
  version_number: 1,
  system_message: 'Be brief.',
  user_message_template: 'Greet {{ name }}.',
  model_config: { model: 'openai/gpt', temperature: 0.2 },
  variables: ['name'],
  note: '',
  created_by: 'u1',
  created_at: day,
  ...given,
})

export const aPrompt = (given: Partial<PromptAnswer> = {}): PromptAnswer => ({
  id: 'p1',
  name: 'Greeting',
  description: 'Says hello.',
  tags: ['demo'],
  created_by: 'u1',
  latest_version: aVersion(),
  versions_count: 1,
  created_at: day,
  updated_at: day,
  ...given,
})

export const aSummary = (given: Partial<PromptSummary> = {}): PromptSummary =>
  ({ ...aPrompt(), ...given }) as PromptSummary

export const anEstimate = (low: number | null, high: number | null): Estimate => ({
  runs: 1,
  input_tokens: 1234,
  cost_usd: { low, high },
  basis: 'One token for each 4 bytes.',
  variants: [],
  missing: [],
})

export const aDiff = (given: Partial<DiffAnswer> = {}): DiffAnswer => ({
  from: 1,
  to: 2,
  system_message: [{ kind: 'same', text: 'Be brief.' }],
  user_message_template: [
    { kind: 'same', text: 'Greet {{ name }}' },
    { kind: 'removed', text: ' coldly' },
    { kind: 'added', text: ' warmly' },
    { kind: 'same', text: '.' },
  ],
  model_config: [],
  ...given,
})

export const aRun = (given: Partial<RunAnswer> = {}): RunAnswer & { response_preview: string } => ({
  id: 'r1',
  prompt_id: 'p1',
  prompt_name: 'Greeting',
  prompt_version: 'v1',
  version_number: 1,
  comparison_id: null,
  comparison_cell: null,
  executed_by: 'u1',
  status: 'succeeded',
  model_id: 'openai/gpt',
  resolved_model_id: 'openai/gpt-2026',
  provider: 'OpenAI',
  generation_id: 'gen-1',
  variables: { name: 'Bob' },
  model_config: {},
  rendered: { system_message: 'Be brief.', user_message: 'Greet Bob.' },
  response_text: 'Hello Bob',
  reasoning_text: '',
  tool_calls: null,
  finish_reason: 'stop',
  input_tokens: 12,
  output_tokens: 3,
  reasoning_tokens: null,
  cached_tokens: null,
  total_cost_usd: 0.00000014,
  latency_ms: 1500,
  time_to_first_token_ms: 200,
  error_code: null,
  error_message: null,
  billing: null,
  created_at: day,
  started_at: day,
  finished_at: day,
  updated_at: day,
  response_preview: 'Hello Bob',
  ...given,
})

export const someFigures = (given: Partial<RunFigures> = {}): RunFigures => ({
  runs: 4,
  succeeded: 3,
  failed: 1,
  failure_rate: 0.25,
  total_cost_usd: 0.5,
  unknown_costs: 0,
  latency_ms: { p50: 800, p90: 900, p95: 950, p99: 990 },
  time_to_first_token_ms: { p50: 200, p90: 250, p95: 260, p99: 270 },
  ...given,
})

export const someAnalytics = (given: Partial<RunAnalytics> = {}): RunAnalytics => ({
  from: '2026-01-01',
  to: '2026-01-02',
  counted_from: null,
  total: someFigures(),
  days: [
    { day: '2026-01-01', figures: someFigures() },
    { day: '2026-01-02', figures: someFigures({ runs: 0, failed: 0, total_cost_usd: 0 }) },
  ],
  groups: [
    {
      prompt_id: 'p1',
      prompt_name: 'Greeting',
      version_number: 2,
      model_id: 'openai/gpt',
      figures: someFigures(),
    },
  ],
  groups_left_out: 0,
  ...given,
})

export const aPage = <T>(...results: T[]) => ({ count: results.length, next: null, previous: null, results })

export const aSummaryOfVariant: VariantSummary = {
  statuses: { succeeded: 1 },
  outcomes: {},
  latency_ms: { p50: 840, p95: 840 },
  time_to_first_token_ms: { p50: 210, p95: 210 },
  input_tokens: 21,
  output_tokens: 9,
  cost_usd: 0.0000123,
  unknown_costs: 0,
  checks: [],
  all_checks: null,
}

export const aCell = (given: Partial<Cell> = {}): Cell => ({
  variant: 0,
  input: 0,
  repeat: 0,
  run_id: 'r1',
  status: 'succeeded',
  attempts: 1,
  preview: 'The tides rise.',
  finish_reason: 'stop',
  input_tokens: 21,
  output_tokens: 9,
  latency_ms: 840,
  time_to_first_token_ms: 210,
  cost_usd: 0.0000123,
  spent_usd: 0.0000123,
  error_code: null,
  error_message: null,
  checks: null,
  ...given,
})

const aBoardVariant = (label: string): BoardVariant => ({
  label,
  prompt_id: 'p1',
  prompt_name: 'Greeting',
  prompt_version: 'v1',
  version_number: 1,
  model_id: 'openai/gpt',
  model_config: {},
  summary: aSummaryOfVariant,
})

/** Two variants on one input. */
export const aBoard = (given: Partial<Board> = {}): Board => ({
  id: 'c1',
  name: 'Quick or steady',
  variants: [aBoardVariant('Quick'), aBoardVariant('Steady')],
  inputs: [{ name: 'Tides', preview: '{"topic":"tides"}' }],
  repeats: 1,
  checks: [],
  cells: [aCell(), aCell({ variant: 1, run_id: 'r2', preview: 'The sea comes and goes.' })],
  marking: { marks: [], ratings: [], pairs: [] },
  open_cells: 0,
  cursor: '77',
  created_at: day,
  updated_at: day,
  ...given,
})

export const aRunningRun = aRun({
  status: 'running',
  response_text: '',
  total_cost_usd: null,
  latency_ms: null,
  input_tokens: null,
  output_tokens: null,
})

export const rendering = {
  system_message: 'Be brief.',
  user_message: 'Greet Bob.',
  variables: ['name'],
  problems: [],
}

/** What the playground asks for: a prompt of two versions, and a run that goes on. */
export const playground = {
  'GET /api/prompts/?page_size=100': aPage(aSummary()),
  'GET /api/prompts/p1/': aPrompt({ latest_version: aVersion({ version_number: 2 }), versions_count: 2 }),
  'GET /api/prompts/p1/versions/': aPage(aVersion({ version_number: 2 }), aVersion()),
  'GET /api/prompts/p1/versions/1/': aVersion(),
  'GET /api/runs/r1/': aRunningRun,
  'POST /api/templates/render/': rendering,
}
