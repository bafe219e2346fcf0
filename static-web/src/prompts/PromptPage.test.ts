import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aPrompt, aRun, aSummary, aVersion } from '@/../tests/examples'
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

  it('restores an older version as the next one', async () => {
    const { api, router } = await show('/prompts/p1?version=1', {
      ...page,
      'POST /api/prompts/p1/versions/': () => json(aVersion({ version_number: 3 }), { status: 201 }),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Restore' }))

    await screen.findByText('Version 1 is restored as version 3.')
    await waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/prompts/p1'))
    const [call] = api.to('POST /api/prompts/p1/versions/')
    expect(call?.headers['If-Match']).toBe('"7"')
    expect(call?.body).toMatchObject({
      user_message_template: 'Greet {{ name }}.',
      note: 'Restores version 1',
    })
  })

  it('offers what can be done with each version', async () => {
    await show('/prompts/p1', page)

    await userEvent.click(await screen.findByRole('button', { name: 'Actions on version 1' }))

    const compare = await screen.findByRole('menuitem', { name: 'Compare with the latest' })
    expect(compare.getAttribute('href')).toBe('/prompts/p1/diff/1/2')
    expect(screen.getByRole('menuitem', { name: 'Edit from this version' }).getAttribute('href')).toBe(
      '/prompts/p1/edit?version=1',
    )
  })

  describe('deleting it', () => {
    const library = { ...page, 'GET /api/prompts/': aPage(aSummary()), 'DELETE /api/prompts/p1/': null }
    const del = async () => {
      const shown = await show('/prompts/p1', library)
      await userEvent.click(await screen.findByRole('button', { name: 'Delete' }))
      await screen.findByText('“Greeting” is deleted.')
      await waitFor(() => expect(shown.router.currentRoute.value.path).toBe('/prompts'))
      await screen.findByText('No prompts yet')
      return shown
    }

    it('hides it at once, and asks the API when the notice is dismissed', async () => {
      const { api } = await del()
      expect(api.to('DELETE /api/prompts/p1/')).toHaveLength(0)

      await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))

      await waitFor(() => expect(api.to('DELETE /api/prompts/p1/')).toHaveLength(1))
    })

    it('is taken back by a button or a key, and then nothing is asked', async () => {
      const { api, router } = await del()
      await router.push('/prompts/p1')
      await screen.findByText('This prompt is deleted')

      await userEvent.keyboard('{Control>}z{/Control}')

      await screen.findByRole('heading', { name: 'Greeting' })
      window.dispatchEvent(new Event('pagehide'))
      expect(api.to('DELETE /api/prompts/p1/')).toHaveLength(0)
    })

    it('is carried out when the page goes away', async () => {
      const { api } = await del()

      window.dispatchEvent(new Event('pagehide'))

      expect(api.to('DELETE /api/prompts/p1/')).toHaveLength(1)
    })

    it('brings it back and says why when the API refuses', async () => {
      const { api } = await del()
      api.set('DELETE /api/prompts/p1/', problem(500, 'unexpected', { title: 'Something broke' }))

      await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))

      await screen.findByText('It could not be deleted. Something broke')
      await screen.findByRole('link', { name: 'Greeting' })
    })
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
