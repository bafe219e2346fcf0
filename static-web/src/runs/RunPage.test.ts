import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { aPage, aPrompt, aRun, aSummary, aVersion } from '@/../tests/examples'
import { eventStream, problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const variables = '{"name":"Bob","count":12345678901234567890,"share":1e-7}'
const parameters = '{"seed":9007199254740993,"temperature":1.0,"stop":["\\u00e9"]}'

/** A run as a server writes it, with numbers that no JavaScript value could hold. */
const written = (given: Parameters<typeof aRun>[0] = {}) => {
  const run = JSON.stringify(aRun({ ...given, variables: { name: 'V' }, model_config: { name: 'C' } }))
  return run.replace('{"name":"V"}', variables).replace('{"name":"C"}', parameters)
}
const asJson = (text: string, status = 200) =>
  new Response(text, { status, headers: { 'Content-Type': 'application/json' } })

describe("a run's page", () => {
  it('shows what went in, what came out, and what it took', async () => {
    await show('/runs/r1', {
      'GET /api/runs/r1/': aRun({ response_text: '**Hello** <img src=x onerror=alert(1)> Bob' }),
    })

    await screen.findByText('Greet Bob.')
    const answer = screen.getByRole('region', { name: 'Answer' })
    await waitFor(() => expect(answer.querySelector('strong')?.textContent).toBe('Hello'))
    expect(answer.querySelector('img')).toBeNull()
    expect(answer.textContent).toContain('<img src=x')
    expect(screen.getByText('$0.00000014')).toBeTruthy()
  })

  it('shows where the time went: queued, to the first token, and answering', async () => {
    await show('/runs/r1', {
      'GET /api/runs/r1/': aRun({
        created_at: '2026-01-01T00:00:00Z',
        started_at: '2026-01-01T00:00:00.300Z',
        time_to_first_token_ms: 200,
        latency_ms: 1500,
      }),
    })

    const parts = await screen.findByLabelText('Where the time went')
    expect([...parts.querySelectorAll('dt')].map((name) => name.textContent)).toEqual([
      'Queued',
      'To the first token',
      'Answering',
    ])
    expect([...parts.querySelectorAll('dd')].map((time) => time.textContent)).toEqual([
      '300 ms',
      '200 ms',
      '1.30 s',
    ])
  })

  it('says why a run failed', async () => {
    await show('/runs/r1', {
      'GET /api/runs/r1/': aRun({
        status: 'failed',
        error_code: 'rate-limited',
        error_message: 'Try again later.',
      }),
    })

    expect((await screen.findByRole('alert')).textContent).toContain('Try again later.')
  })

  it('shows numbers as they were given, not as JavaScript would hold them', async () => {
    await show('/runs/r1', { 'GET /api/runs/r1/': () => asJson(written()) })

    await screen.findByText('12345678901234567890')
    expect(screen.getByText('1e-7')).toBeTruthy()
    expect(screen.getByLabelText('Parameters').textContent).toContain('"seed": 9007199254740993')
    expect(screen.getByLabelText('Parameters').textContent).toContain('"temperature": 1.0')
  })

  it('runs again exactly what was run, and shows the new run', async () => {
    const { api, router } = await show('/runs/r1', {
      'GET /api/runs/r1/': () => asJson(written()),
      'POST /api/prompts/p1/run/': () => asJson(written({ id: 'r2', status: 'queued' }), 202),
      'GET /api/runs/r2/': () => asJson(written({ id: 'r2', status: 'queued' })),
      'GET /api/runs/r2/events/': eventStream().response,
    })

    await userEvent.dblClick(await screen.findByRole('button', { name: 'Run again' }))

    await waitFor(() => expect(router.currentRoute.value.path).toBe('/runs/r2'))
    await screen.findByRole('button', { name: 'Stop' })
    expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull()
    const calls = api.to('POST /api/prompts/p1/run/')
    expect(calls.map(({ text }) => text)).toEqual([
      `{"version_number":1,"model_id":"openai/gpt","variables":${variables},"model_config":${parameters}}`,
    ])
    expect(calls[0]?.headers['Idempotency-Key']).toBeTruthy()
  })

  it('says why it cannot run again', async () => {
    await show('/runs/r1', {
      'GET /api/runs/r1/': aRun(),
      'POST /api/prompts/p1/run/': problem(402, 'budget-exceeded', { detail: 'Spent today 2.51 USD.' }),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Run again' }))

    expect((await screen.findByRole('alert')).textContent).toContain('Spent today 2.51 USD.')
    expect(screen.getByRole('link', { name: /Open settings/ }).getAttribute('href')).toBe('/settings#limits')
  })

  it('hands its values to the playground', async () => {
    await show('/runs/r1', {
      'GET /api/prompts/?page_size=100': aPage(aSummary()),
      'GET /api/runs/r1/': () => asJson(written()),
      'GET /api/prompts/p1/': aPrompt(),
      'GET /api/prompts/p1/versions/': aPage(aVersion()),
      'GET /api/prompts/p1/versions/1/': aVersion({ variables: ['name', 'count'] }),
      'POST /api/templates/render/': {
        system_message: '',
        user_message: '',
        variables: ['name', 'count'],
        problems: [],
      },
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Open in playground' }))

    const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'name' })
    expect(field.value).toBe('Bob')
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'count' }).value).toBe(
      '12345678901234567890',
    )
  })

  it.each([
    ['api-key-rejected', '/settings#openrouter'],
    ['out-of-credits', '/settings#openrouter'],
    ['budget-exceeded', '/settings#limits'],
  ])('that failed for %s leads to %s', async (error_code, address) => {
    await show('/runs/r1', {
      'GET /api/runs/r1/': aRun({ status: 'failed', error_code, error_message: 'It cannot be paid.' }),
    })

    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain(`It cannot be paid. (${error_code})`)
    expect(screen.getByRole('link', { name: /Open settings/ }).getAttribute('href')).toBe(address)
  })

  it('shows what was sent when it is asked for, and copies it byte for byte', async () => {
    const sent = '{"model":"openai/gpt",  "messages":[],"seed":9007199254740993,"top_p":1.0,"stream":true}'
    const copied: string[] = []
    vi.stubGlobal('navigator', {
      ...navigator,
      clipboard: { writeText: async (text: string) => copied.push(text) },
    })
    const { api } = await show('/runs/r1', {
      'GET /api/runs/r1/': aRun(),
      'GET /api/runs/r1/request/': () => asJson(sent),
    })

    const summary = await screen.findByText('Request as it was sent')
    expect(api.to('GET /api/runs/r1/request/')).toHaveLength(0)
    await userEvent.click(summary)

    const body = await screen.findByLabelText('Request')
    expect(body.textContent).toContain('\n  "seed": 9007199254740993,\n  "top_p": 1.0,\n')
    await userEvent.click(screen.getByRole('button', { name: 'Copy request' }))
    await waitFor(() => expect(copied).toEqual([sent]))
  })

  it('says when nothing was sent', async () => {
    await show('/runs/r1', {
      'GET /api/runs/r1/': aRun({ status: 'canceled', started_at: null }),
      'GET /api/runs/r1/request/': problem(409, 'conflict', {
        detail: 'Nothing was sent to OpenRouter for this run.',
      }),
    })

    await userEvent.click(await screen.findByText('Request as it was sent'))

    await screen.findByText('Nothing was sent to OpenRouter for this run.')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('shows the exact cost when it comes in after the run', async () => {
    const over = { finished_at: new Date().toISOString(), status: 'canceled', billing: 'stopped' } as const
    const { api } = await show('/runs/r1', { 'GET /api/runs/r1/': aRun({ ...over, total_cost_usd: null }) })

    await screen.findByText('unknown')
    await screen.findByText(/exact cost yet/)
    api.set('GET /api/runs/r1/', aRun({ ...over, total_cost_usd: 0.000123456789 }))

    await screen.findByText('$0.000123456789', {}, { timeout: 10_000 })
    expect(screen.queryByText(/exact cost yet/)).toBeNull()
  }, 15_000)

  it('does not wait for the cost of a run of long ago', async () => {
    await show('/runs/r1', { 'GET /api/runs/r1/': aRun({ total_cost_usd: null }) })

    await screen.findByText('unknown')
    expect(screen.queryByText(/exact cost yet/)).toBeNull()
  })

  it('shows the tools that a model called, as they came', async () => {
    const run = JSON.stringify(aRun({ response_text: '', tool_calls: [{ id: 'call-1' }] }))
    await show('/runs/r1', {
      'GET /api/runs/r1/': () => asJson(run.replace('{"id":"call-1"}', '{"id":"call-1","at":1.0}')),
    })

    expect((await screen.findByLabelText('Tool calls')).textContent).toContain('"at": 1.0')
    expect(screen.queryByText('The answer is empty.')).toBeNull()
  })

  it('that does not exist says so', async () => {
    await show('/runs/r9', {
      'GET /api/runs/r9/': problem(404, 'not-found', { title: 'There is no such run' }),
    })

    await screen.findByText('There is no such run')
  })
})
