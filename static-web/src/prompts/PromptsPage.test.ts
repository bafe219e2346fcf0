import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aSummary } from '@/../tests/examples'
import { problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

describe('the prompts page', () => {
  it('lists each prompt with its tags', async () => {
    await show('/prompts', { 'GET /api/prompts/': aPage(aSummary({ name: 'Greeting', tags: ['demo'] })) })

    expect((await screen.findByRole('link', { name: 'Greeting' })).getAttribute('href')).toBe('/prompts/p1')
    expect(screen.getByRole('link', { name: 'Prompts tagged demo' }).getAttribute('href')).toBe(
      '/prompts?tag=demo',
    )
  })

  it('puts the search into the address', async () => {
    const { router } = await show('/prompts', {
      'GET /api/prompts/': aPage(aSummary({ name: 'Greeting' })),
      'GET /api/prompts/?search=farewell': aPage(aSummary({ name: 'Farewell' })),
    })

    await userEvent.type(await screen.findByLabelText('Search prompts'), 'farewell')

    await screen.findByRole('link', { name: 'Farewell' })
    expect(router.currentRoute.value.fullPath).toBe('/prompts?search=farewell')
  })

  it('reads search and tag from the address', async () => {
    await show('/prompts?search=hello&tag=demo', { 'GET /api/prompts/?search=hello&tag=demo': aPage() })

    await screen.findByText('Nothing matches')
    expect((screen.getByLabelText('Search prompts') as HTMLInputElement).value).toBe('hello')
    expect(screen.getByRole('button', { name: /Tag: demo/ })).toBeTruthy()
  })

  it('offers the tags of what it shows', async () => {
    const { router } = await show('/prompts', {
      'GET /api/prompts/': aPage(aSummary({ tags: ['demo', 'short'] })),
      'GET /api/prompts/?tag=short': aPage(aSummary({ tags: ['short'] })),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Only the tag short' }))

    await screen.findByRole('button', { name: /Tag: short/ })
    expect(router.currentRoute.value.fullPath).toBe('/prompts?tag=short')
  })

  it('sorts by name when asked, and the address keeps it', async () => {
    const { router } = await show('/prompts', {
      'GET /api/prompts/': aPage(aSummary({ name: 'Newest' })),
      'GET /api/prompts/?sort=name': aPage(aSummary({ name: 'Alpha' })),
    })

    await userEvent.selectOptions(await screen.findByLabelText('Sort by'), 'Name')

    await screen.findByRole('link', { name: 'Alpha' })
    expect(router.currentRoute.value.fullPath).toBe('/prompts?sort=name')
  })

  it('steps to the next page by the cursor the API gave', async () => {
    const { router } = await show('/prompts', {
      'GET /api/prompts/': {
        ...aPage(aSummary({ name: 'First' })),
        count: 21,
        next: '/api/prompts/?cursor=abc&page_size=20',
      },
      'GET /api/prompts/?cursor=abc&page_size=20': {
        ...aPage(aSummary({ name: 'Last' })),
        count: 21,
        previous: '/api/prompts/?page_size=20',
      },
    })

    await userEvent.click(await screen.findByRole('link', { name: 'Next' }))

    await screen.findByRole('link', { name: 'Last' })
    expect(router.currentRoute.value.query.at).toBe('cursor=abc&page_size=20')
    expect(screen.getByRole('link', { name: 'Previous' })).toBeTruthy()
  })

  it('invites to write the first prompt', async () => {
    await show('/prompts', { 'GET /api/prompts/': aPage() })

    expect((await screen.findByRole('link', { name: 'Write the first prompt' })).getAttribute('href')).toBe(
      '/prompts/new/edit',
    )
  })

  it("tells what went wrong in the API's own words", async () => {
    await show('/prompts', {
      'GET /api/prompts/': problem(500, 'unexpected', { title: 'Something broke', trace_id: 't1' }),
    })

    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('Something broke'))
    expect(screen.getByRole('alert').textContent).toContain('Trace t1')
  })
})
