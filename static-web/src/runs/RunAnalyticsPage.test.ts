import { screen, waitFor, within } from '@testing-library/vue'
import { describe, expect, it } from 'vitest'
import { aPage, aSummary, someAnalytics, someFigures } from '@/../tests/examples'
import { show } from '@/../tests/show'

const prompts = { 'GET /api/prompts/?page_size=100': aPage(aSummary()) }

describe('the analytics page', () => {
  it('tells each version and model in a table, and leads to its runs', async () => {
    await show('/runs/analytics?from=2026-01-01', {
      ...prompts,
      'GET /api/run-analytics/?from=2026-01-01': someAnalytics(),
    })

    const table = await screen.findByRole('table', { name: 'Figures by version and model, most runs first' })
    const [, row] = within(table).getAllByRole('row')
    expect(row?.textContent).toContain('25 %')
    expect(row?.textContent).toContain('950 ms')
    expect(within(table).getByRole('link', { name: 'Greeting v2' }).getAttribute('href')).toBe(
      '/runs?from=2026-01-01&prompt=p1&model=openai/gpt',
    )
  })

  it('shows in a table of days what the charts draw, without the days that had no run', async () => {
    await show('/runs/analytics', { ...prompts, 'GET /api/run-analytics/': someAnalytics() })

    const table = await screen.findByRole('table', { name: 'Figures of each day that had a run' })
    expect(within(table).getAllByRole('row')).toHaveLength(2)
    screen.getByRole('img', { name: /Cost per day: most on 2026-01-01, \$0\.50/ })
  })

  it('takes no unknown cost for nothing', async () => {
    await show('/runs/analytics', {
      ...prompts,
      'GET /api/run-analytics/': someAnalytics({
        total: someFigures({ total_cost_usd: null, unknown_costs: 4 }),
      }),
    })

    await screen.findByText('and 4 unknown costs')
    screen.getByText('unknown')
  })

  it('says which days are counted so far, and asks on until all are', async () => {
    let whole: () => void = () => {}
    const answers = [
      someAnalytics({ counted_from: '2026-01-20T00:00:00Z', total: someFigures({ runs: 0 }), days: [] }),
      someAnalytics({ counted_from: '2026-01-10T00:00:00Z' }),
    ]
    const { api } = await show('/runs/analytics', {
      ...prompts,
      'GET /api/run-analytics/': async () => {
        const next = answers.shift()
        if (next) return next
        await new Promise<void>((resolve) => (whole = resolve))
        return someAnalytics()
      },
    })

    await screen.findByText(/so far the days since 2026-01-10\. Counting on…/)
    expect(screen.queryByText('No run in these days')).toBeNull()
    whole()
    await waitFor(() => expect(screen.queryByText(/Counting on/)).toBeNull())
    expect(api.to('GET /api/run-analytics/')).toHaveLength(3)
  })

  it('says when there is nothing to show', async () => {
    await show('/runs/analytics', {
      ...prompts,
      'GET /api/run-analytics/': someAnalytics({ total: someFigures({ runs: 0 }), days: [], groups: [] }),
    })

    await screen.findByText('No run in these days')
  })
})
