import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aRun, aSummary } from '@/../tests/examples'
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

  it('filters by days, which the address keeps, and shows all again', async () => {
    const { router } = await show('/runs?from=2026-01-01&to=2026-01-31&prompt=p9', {
      ...prompts,
      'GET /api/runs/': aPage(aRun(), aRun({ id: 'r2' })),
      'GET /api/prompts/p9/': problem(404, 'not-found'),
      'GET /api/runs/?prompt_id=p9&from=2026-01-01&to=2026-01-31': aPage(aRun()),
    })

    expect((await screen.findByLabelText<HTMLInputElement>('From')).value).toBe('2026-01-01')
    await screen.findByRole('option', { name: 'A prompt that is gone', selected: true } as object)
    await userEvent.click(await screen.findByRole('link', { name: 'Clear filters' }))

    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(3))
    expect(router.currentRoute.value.query).toEqual({})
  })

  it('shows the columns that one chooses, now and at the next visit', async () => {
    const answers = { ...prompts, 'GET /api/runs/': aPage(aRun()) }
    const { unmount } = await show('/runs', answers)

    await userEvent.click(await screen.findByRole('button', { name: 'Columns' }))
    await userEvent.click(screen.getByLabelText('First token'))
    await userEvent.click(screen.getByLabelText('Model', { selector: '[type=checkbox]' }))
    unmount()
    await show('/runs', answers)

    await screen.findByRole('columnheader', { name: 'First token' })
    expect(screen.queryByRole('columnheader', { name: 'Model' })).toBeNull()
    expect(screen.getAllByRole('row')[1]?.textContent).toContain('200 ms')
  })

  it('gives out the runs that the filters mean as a file', async () => {
    const { api } = await show('/runs?status=failed', {
      ...prompts,
      'GET /api/runs/?status=failed': aPage(aRun()),
      'GET /api/run-export/?status=failed&format=csv': new Response('id\r\n'),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Export these' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'CSV, for a spreadsheet' }))

    await screen.findByText(/promptlab-runs-.*\.csv is among your downloads/)
    expect(api.to('GET /api/run-export/?status=failed&format=csv')).toHaveLength(1)
  })
})
