import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { aPage, aPrompt, aRun, aSummary, aVersion } from '@/../tests/examples'
import { show } from '@/../tests/show'

describe('the palette', () => {
  it('opens with Ctrl-K, and leads to a prompt by its name', async () => {
    const { router } = await show('/settings', {
      'GET /api/prompts/?page_size=8': aPage(),
      'GET /api/runs/?page_size=20': aPage(),
      'GET /api/prompts/?search=greet&page_size=8': aPage(aSummary({ name: 'Greeting' })),
      'GET /api/prompts/p1/': aPrompt(),
      'GET /api/prompts/p1/versions/': aPage(aVersion()),
      'GET /api/runs/?prompt_id=p1&page_size=5': aPage(),
    })

    await userEvent.keyboard('{Control>}k{/Control}')
    await userEvent.type(await screen.findByLabelText('Page, prompt, run or action'), 'greet')
    await screen.findByRole('option', { name: /Greeting/ })
    await userEvent.keyboard('{Enter}')

    await waitFor(() => expect(router.currentRoute.value.path).toBe('/prompts/p1'))
    await screen.findByRole('heading', { name: 'Greeting' })
  })

  it('finds a run by its model, and an action by its name', async () => {
    await show('/settings', {
      'GET /api/prompts/?page_size=8': aPage(),
      'GET /api/prompts/?search=openai&page_size=8': aPage(),
      'GET /api/prompts/?search=dark&page_size=8': aPage(),
      'GET /api/runs/?page_size=20': aPage(aRun()),
    })

    await userEvent.keyboard('{Control>}k{/Control}')
    const field = await screen.findByLabelText('Page, prompt, run or action')
    await userEvent.type(field, 'openai')
    await screen.findByRole('option', { name: /Greeting on openai\/gpt/ })
    await userEvent.clear(field)
    await userEvent.type(field, 'dark')
    await screen.findByRole('option', { name: /Dark theme/ })
    await userEvent.keyboard('{Enter}')

    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'))
  })
})

describe('the shortcuts', () => {
  it('are listed by a question mark, unless somebody is typing or has switched single keys off', async () => {
    await show('/settings')
    const name = await screen.findByLabelText('Full name')

    await userEvent.type(name, '?')
    expect(screen.queryByRole('dialog')).toBeNull()
    name.blur()
    await userEvent.keyboard('?')
    await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })

    await userEvent.click(screen.getByLabelText('Let a single key do something'))
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await userEvent.keyboard('?')
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})

describe('the connection', () => {
  it('is told when it is lost, and when it is back', async () => {
    await show('/settings')
    const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    window.dispatchEvent(new Event('offline'))
    await screen.findByText(/You are offline/)

    online.mockRestore()
    window.dispatchEvent(new Event('online'))
    await screen.findByText('You are online again.')
    expect(screen.queryByText(/You are offline/)).toBeNull()
  })
})

describe('a change of the page', () => {
  it('is told to those who listen', async () => {
    const { router } = await show('/settings', { 'GET /api/prompts/': aPage() })

    await router.push('/prompts')

    await waitFor(() =>
      expect(screen.getByRole('status', { name: 'Page' }).textContent).toBe('Prompts · PromptLab'),
    )
  })
})
