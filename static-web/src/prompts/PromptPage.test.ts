import { screen, waitFor, within } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aPrompt, aRun, aVersion } from '@/../tests/examples'
import { json, problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const second = aVersion({ version_number: 2, user_message_template: 'Greet {{ name }} warmly.' })
const page = {
  'GET /api/prompts/p1/': () =>
    json(aPrompt({ latest_version: second, versions_count: 2 }), { headers: { ETag: '"7"' } }),
  'GET /api/prompts/p1/versions/': aPage(second, aVersion({ note: 'First draft' })),
  'GET /api/prompts/p1/versions/1/': aVersion({ user_message_template: 'Greet {{ name }}.' }),
  'GET /api/runs/?prompt_id=p1&page_size=5': aPage(aRun()),
}

describe("a prompt's page", () => {
  it('shows the latest text, its variables, the versions and the latest runs', async () => {
    await show('/prompts/p1', page)

    await screen.findByText('Greet {{ name }} warmly.')
    expect(screen.getByLabelText('name')).toBeTruthy()
    expect(await screen.findByText(/First draft/)).toBeTruthy()
    expect(await screen.findByRole('row', { name: /\$0\.00000014/ })).toBeTruthy()
    expect(document.title).toBe('Greeting · PromptLab')
  })

  it('shows an older version that the address names, ready to run', async () => {
    await show('/prompts/p1?version=1', page)

    await screen.findByRole('heading', { name: 'Version 1 of 2' })
    await screen.findByRole('heading', { name: 'Run version 1' })
  })

  it('changes the details only as long as nobody else has', async () => {
    const { api } = await show('/prompts/p1', {
      ...page,
      'PATCH /api/prompts/p1/': () => json(aPrompt({ name: 'Welcome' })),
      'GET /api/prompts/?page_size=5': aPage(),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Edit details' }))
    const name = await screen.findByLabelText('Name')
    await userEvent.clear(name)
    await userEvent.type(name, 'Welcome')
    await userEvent.click(screen.getByRole('button', { name: 'Save details' }))

    await screen.findByRole('heading', { name: 'Welcome' })
    const [call] = api.to('PATCH /api/prompts/p1/')
    expect(call?.headers['If-Match']).toBe('"7"')
    expect(call?.body).toEqual({ name: 'Welcome', description: 'Says hello.', tags: ['demo'] })
  })

  it('deletes after asking', async () => {
    const { api, router } = await show('/prompts/p1', {
      ...page,
      'DELETE /api/prompts/p1/': null,
      'GET /api/prompts/': aPage(),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }))
    const dialog = await screen.findByRole('dialog', { name: 'Delete this prompt?' })
    expect(api.to('DELETE /api/prompts/p1/')).toHaveLength(0)
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete prompt' }))

    await screen.findByText('“Greeting” is deleted.')
    await waitFor(() => expect(router.currentRoute.value.path).toBe('/prompts'))
  })

  it('that does not exist says so and leads back', async () => {
    await show('/prompts/p9', {
      'GET /api/prompts/p9/': problem(404, 'not-found', { title: 'There is no such prompt' }),
      'GET /api/prompts/p9/versions/': problem(404, 'not-found'),
      'GET /api/runs/?prompt_id=p9&page_size=5': aPage(),
    })

    await screen.findByText('There is no such prompt')
    expect(screen.getByRole('link', { name: 'Back to your prompts' })).toBeTruthy()
  })
})
