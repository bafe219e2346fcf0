import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aRun, aSummary } from '@/../tests/examples'
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
