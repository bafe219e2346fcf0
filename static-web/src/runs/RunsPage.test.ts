import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aPrompt, aRun, aSummary, aVersion } from '@/../tests/examples'
import { problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const prompts = { 'GET /api/prompts/?page_size=100': aPage(aSummary()) }

describe('the runs page', () => {
  it('lists each run with its model, tokens and cost', async () => {
    await show('/runs', {
      ...prompts,
      'GET /api/runs/': aPage(aRun(), aRun({ id: 'r2', model_id: 'sim/echo', total_cost_usd: null })),
    })

    const [, first, second] = await screen.findAllByRole('row')
    expect(first?.textContent).toContain('$0.00000014')
    expect(second?.textContent).toContain('unknown')
    await waitFor(() => expect(second?.textContent).toContain('simulated'))
  })

  it('puts its filters into the address', async () => {
    const { router } = await show('/runs', {
      ...prompts,
      'GET /api/runs/': aPage(aRun()),
      'GET /api/runs/?status=failed': aPage(),
      'GET /api/runs/?status=failed&model_id=openai%2Fgpt': aPage(),
    })

    await userEvent.selectOptions(await screen.findByLabelText('Status'), 'failed')
    await screen.findByText('No run matches')
    await userEvent.type(screen.getByLabelText('Model'), 'openai/gpt')

    await waitFor(() =>
      expect(router.currentRoute.value.query).toEqual({ status: 'failed', model: 'openai/gpt' }),
    )
  })
})

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

  it('runs again with the same values', async () => {
    await show('/runs/r1', {
      ...prompts,
      'GET /api/runs/r1/': aRun(),
      'GET /api/prompts/p1/': aPrompt(),
      'GET /api/prompts/p1/versions/': aPage(aVersion()),
      'GET /api/prompts/p1/versions/1/': aVersion(),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Run again' }))

    const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'name' })
    expect(field.value).toBe('Bob')
  })

  it('that does not exist says so', async () => {
    await show('/runs/r9', {
      'GET /api/runs/r9/': problem(404, 'not-found', { title: 'There is no such run' }),
    })

    await screen.findByText('There is no such run')
  })
})
