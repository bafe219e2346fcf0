import { screen, waitFor, within } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import type { MaybeRef } from 'vue'
import { aBoard, aCell, aSummaryOfVariant } from '@/../tests/examples'
import { eventStream } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

// Nothing is laid out in these tests, so no row would be in sight: all of them are.
vi.mock('@tanstack/vue-virtual', async () => {
  const { computed, unref } = await import('vue')
  return {
    useVirtualizer: (options: MaybeRef<{ count: number }>) =>
      computed(() => ({
        getVirtualItems: () =>
          Array.from({ length: unref(options).count }, (_, index) => ({ index, start: 0 })),
        getTotalSize: () => 0,
        scrollToIndex: () => {},
      })),
  }
})

const open = { status: 'running' as const, run_id: 'r2', preview: '', latency_ms: null, cost_usd: null }

describe('the board', () => {
  it('goes on from where it is known, and shows each answer as it arrives', async () => {
    const stream = eventStream()
    const { api } = await show('/comparisons/c1', {
      'GET /api/comparisons/c1/': aBoard({ open_cells: 1, cells: [aCell(), aCell({ variant: 1, ...open })] }),
      'GET /api/comparisons/c1/events/': stream.response,
    })
    await screen.findByText('1 of 2 runs are over; the rest goes on, also without this page.')
    expect(api.to('GET /api/comparisons/c1/events/')[0]?.headers['Last-Event-ID']).toBe('77')

    stream.send('delta', { variant: 1, input: 0, repeat: 0, run_id: 'r2', text: 'The sea', offset: 0 })
    await screen.findByText('The sea')
    stream.send('cells', { cells: [aCell({ variant: 1, run_id: 'r2', preview: 'The sea comes.' })] }, '78')
    stream.send('summaries', { variants: [aSummaryOfVariant, aSummaryOfVariant], open_cells: 0 })
    stream.send('done', {})

    await screen.findByText('The sea comes.')
    await screen.findByText('All 2 runs are over.')
    expect(screen.queryByRole('button', { name: 'Stop all' })).toBeNull()
  })

  it('shows what an answer has cost when it comes in after the end', async () => {
    const told = (cost_usd: number | null) => {
      const summary = { ...aSummaryOfVariant, cost_usd, unknown_costs: cost_usd === null ? 1 : 0 }
      return aBoard({
        variants: aBoard().variants.map((variant, index) => (index ? variant : { ...variant, summary })),
        cells: [aCell({ status: 'canceled', cost_usd }), aCell({ variant: 1, run_id: 'r2' })],
      })
    }
    const { api } = await show('/comparisons/c1', { 'GET /api/comparisons/c1/': told(null) })
    const cell = await screen.findByRole('gridcell', { name: /cost unknown/ })

    api.set('GET /api/comparisons/c1/', told(0.0042))

    await within(cell).findByText('840 ms · $0.0042', {}, { timeout: 10_000 })
    expect(screen.queryByText(/cost unknown/)).toBeNull()
  }, 15_000)

  it('takes a mark by keys against the base, and the same key again takes it back', async () => {
    const mark = { variant: 1, input: 0, repeat: 0, rating: null, verdict: 'better', than: 0 }
    const { api } = await show('/comparisons/c1', {
      'GET /api/comparisons/c1/': aBoard(),
      'PUT /api/comparisons/c1/marks/': { marks: [mark], ratings: [], pairs: [] },
    })

    const [first] = await screen.findAllByRole('gridcell')
    first?.focus()
    await userEvent.keyboard('b{ArrowRight}b')
    await screen.findByText('▲ better')
    await userEvent.keyboard('b')

    await waitFor(() => expect(api.to('PUT /api/comparisons/c1/marks/')).toHaveLength(2))
    expect(api.to('PUT /api/comparisons/c1/marks/').map(({ body }) => body)).toEqual([
      mark,
      { ...mark, verdict: null, than: null },
    ])
  })
})
