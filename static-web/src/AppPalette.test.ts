import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aPrompt, aSummary, aVersion } from '@/../tests/examples'
import { show } from '@/../tests/show'

describe('the palette', () => {
  it('opens with Ctrl-K, and leads to a prompt by its name', async () => {
    const { router } = await show('/settings', {
      'GET /api/prompts/?page_size=8': aPage(),
      'GET /api/prompts/?search=greet&page_size=8': aPage(aSummary({ name: 'Greeting' })),
      'GET /api/prompts/p1/': aPrompt(),
      'GET /api/prompts/p1/versions/': aPage(aVersion()),
      'GET /api/runs/?prompt_id=p1&page_size=5': aPage(),
    })

    await userEvent.keyboard('{Control>}k{/Control}')
    await userEvent.type(await screen.findByLabelText('Page or prompt'), 'greet')
    await screen.findByRole('option', { name: /Greeting/ })
    await userEvent.keyboard('{Enter}')

    await waitFor(() => expect(router.currentRoute.value.path).toBe('/prompts/p1'))
    await screen.findByRole('heading', { name: 'Greeting' })
  })
})
