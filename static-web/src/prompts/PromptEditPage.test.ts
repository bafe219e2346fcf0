import { cleanup, screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aPrompt, aVersion } from '@/../tests/examples'
import { json, problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const rendered = { system_message: '', user_message: 'Greet Bob.', variables: ['name'], problems: [] }
const withEtag =
  (etag: string, version = aVersion()) =>
  () =>
    json(aPrompt({ latest_version: version }), { headers: { ETag: etag } })
const page = {
  'GET /api/prompts/p1/': withEtag('"1"'),
  'GET /api/prompts/p1/versions/': aPage(),
  'POST /api/templates/render/': rendered,
}

const template = () => screen.findByLabelText<HTMLTextAreaElement>('User message template')

/** userEvent reads braces as keys, so a brace is typed twice. */
const typed = (text: string) => text.replace(/[{[]/g, '$&$&')

describe('the editor', () => {
  it('saves what has changed as the next version', async () => {
    const { api } = await show('/prompts/p1/edit', {
      ...page,
      'POST /api/prompts/p1/versions/': () => json(aVersion({ version_number: 2 }), { status: 201 }),
    })

    await userEvent.type(await template(), ' Smile.')
    await userEvent.type(screen.getByLabelText('Note'), 'Warmer')
    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText('Saved as version 2.')
    const [call] = api.to('POST /api/prompts/p1/versions/')
    expect(call?.headers['If-Match']).toBe('"1"')
    expect(call?.body).toEqual({
      system_message: 'Be brief.',
      user_message_template: 'Greet {{ name }}. Smile.',
      model_config: { model: 'openai/gpt', temperature: 0.2 },
      note: 'Warmer',
    })
  })

  it('says when nothing has changed', async () => {
    await show('/prompts/p1/edit', { ...page, 'POST /api/prompts/p1/versions/': aVersion() })

    await template()
    await userEvent.keyboard('{Control>}s{/Control}')

    await screen.findByText('Nothing has changed; version 1 is still the latest.')
  })

  it('keeps a draft that survives a reload, until it is discarded', async () => {
    await show('/prompts/p1/edit', page)
    await userEvent.type(await template(), ' Smile.')
    cleanup()

    await show('/prompts/p1/edit', page)
    expect((await template()).value).toBe('Greet {{ name }}. Smile.')

    await userEvent.click(screen.getByRole('button', { name: 'Discard draft' }))
    expect((await template()).value).toBe('Greet {{ name }}.')
  })

  it('keeps what is typed when it was saved elsewhere, and saves it on top when asked', async () => {
    const { api } = await show('/prompts/p1/edit', {
      ...page,
      'POST /api/prompts/p1/versions/': ({ headers }: { headers: Record<string, string> }) =>
        headers['If-Match'] === '"2"'
          ? json(aVersion({ version_number: 3 }), { status: 201 })
          : problem(412, 'precondition-failed', { title: 'The prompt has changed' }),
    })
    await userEvent.type(await template(), ' Smile.')
    api.set('GET /api/prompts/p1/', withEtag('"2"', aVersion({ version_number: 2 })))

    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Save it as the next version' }))

    await screen.findByText('Saved as version 3.')
    expect((await template()).value).toBe('Greet {{ name }}. Smile.')
  })

  it('previews what a run would send, and names what is wrong with the template', async () => {
    const { api } = await show('/prompts/p1/edit', {
      ...page,
      'POST /api/templates/render/': {
        ...rendered,
        problems: [
          {
            field: 'user_message_template',
            message: 'Unknown tag oops.',
            line: 2,
            column: 4,
            severity: 'error',
          },
        ],
      },
    })

    await userEvent.type(await screen.findByLabelText('name'), 'Bob')

    await screen.findByText('Greet Bob.')
    expect(screen.getByText(/Unknown tag oops/).textContent).toContain('Template line 2, column 4')
    await waitFor(() =>
      expect(api.to('POST /api/templates/render/').at(-1)?.body).toMatchObject({
        variables: { name: 'Bob' },
      }),
    )
  })

  it('refuses parameters that are no JSON object, before asking the server', async () => {
    const { api } = await show('/prompts/p1/edit', page)

    await userEvent.type(await screen.findByLabelText('Other parameters'), typed('[1]'))
    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText(/This is not a JSON object/)
    expect(api.to('POST /api/prompts/p1/versions/')).toHaveLength(0)
  })

  it('begins from an older version that the address names', async () => {
    await show('/prompts/p1/edit?version=4', {
      ...page,
      'GET /api/prompts/p1/versions/4/': aVersion({
        version_number: 4,
        user_message_template: 'The old text',
      }),
    })

    expect((await template()).value).toBe('The old text')
  })

  it('creates a prompt, and opens it', async () => {
    const { api, router } = await show('/prompts/new', {
      ...page,
      'POST /api/prompts/': () => json(aPrompt(), { status: 201 }),
      'GET /api/runs/?prompt_id=p1&page_size=5': aPage(),
    })

    await userEvent.type(await screen.findByLabelText('Name'), 'Greeting')
    await userEvent.type(screen.getByLabelText('Tags'), 'demo, demo, short')
    await userEvent.type(await template(), typed('Greet {{ name }}.'))
    await userEvent.type(screen.getByLabelText('Max tokens'), '50')
    await userEvent.type(screen.getByLabelText('Other parameters'), typed('{"top_p": 0.9}'))
    await userEvent.click(screen.getByRole('button', { name: 'Create prompt' }))

    await screen.findByRole('heading', { name: 'Greeting' })
    expect(router.currentRoute.value.path).toBe('/prompts/p1')
    expect(api.to('POST /api/prompts/')[0]?.body).toEqual({
      name: 'Greeting',
      description: '',
      tags: ['demo', 'short'],
      system_message: '',
      user_message_template: 'Greet {{ name }}.',
      model_config: { max_tokens: 50, top_p: 0.9 },
      note: '',
    })
  })
})

describe('a session that ends while typing', () => {
  it('leads to signing in, and back to the draft', async () => {
    const { api, router } = await show('/prompts/p1/edit', {
      ...page,
      'POST /api/prompts/p1/versions/': problem(401, 'not-signed-in'),
      'POST /api/auth/login/': ({ body }: { body: unknown }) => ({
        access: 'token-2',
        user: { id: 'u1', full_name: 'Ada', ...(body as object) },
      }),
    })
    await userEvent.type(await template(), ' Smile.')
    api.set('POST /api/auth/refresh/', problem(401, 'not-signed-in'))

    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText('Your session has ended. Sign in to go on; nothing you typed is lost.')
    expect(router.currentRoute.value.fullPath).toBe('/login?next=/prompts/p1/edit')

    await userEvent.type(screen.getByLabelText('E-mail'), 'ada@example.com')
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    expect((await template()).value).toBe('Greet {{ name }}. Smile.')
  })
})
