import { cleanup, screen, waitFor, within } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, anEstimate, aPrompt, aVersion } from '@/../tests/examples'
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

const template = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'User message template' })

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

  it('takes a number from a slider by the keyboard, and shows on it what is typed', async () => {
    await show('/prompts/p1/edit', page)
    await template()
    const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
    const slider = (name: string) => screen.getByRole('slider', { name: `${name}, as a slider` })
    expect(slider('Top P').getAttribute('aria-valuetext')).toBe('Not set')
    expect(field('Top P').value).toBe('')

    slider('Temperature').focus()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}')
    expect(field('Temperature').value).toBe('0.3')
    slider('Top P').focus()
    await userEvent.keyboard('{Home}')
    expect(field('Top P').value).toBe('0')
    await userEvent.clear(field('Top P'))
    await userEvent.type(field('Top P'), '0.9')
    expect(slider('Top P').getAttribute('aria-valuenow')).toBe('0.9')
  })

  describe('the estimate', () => {
    const panel = async () => within(await screen.findByRole('region', { name: 'Parameters' }))
    const estimated = (answer: object) =>
      show('/prompts/p1/edit', { ...page, 'POST /api/estimates/': answer })

    it('is of the text as it is written, with its values and parameters', async () => {
      const { api } = await estimated(anEstimate(0.00123456, 0.0456))
      await userEvent.type(await template(), ' Smile.')
      await userEvent.type(screen.getByRole('textbox', { name: 'name' }), 'Bob')

      const { findByText } = await panel()
      await findByText('about 1,234 tokens')
      await findByText('$0.0012 to $0.046')
      await waitFor(() =>
        expect(api.to('POST /api/estimates/').at(-1)?.body).toEqual({
          system_message: 'Be brief.',
          user_message_template: 'Greet {{ name }}. Smile.',
          model_config: { model: 'openai/gpt', temperature: 0.2 },
          variables: { name: 'Bob' },
        }),
      )
    })

    it('takes no unknown price for nothing', async () => {
      await estimated(anEstimate(null, null))
      await (await panel()).findByText('not known beforehand')
    })

    it('says what has no value yet', async () => {
      await estimated({ ...anEstimate(0, 0), missing: ['name'] })
      await (await panel()).findByText('Without “name”: no value yet.')
    })

    it('asks for nothing that could not be sent, and says what is missing', async () => {
      const { api } = await estimated(anEstimate(0, 0))
      const { findByText } = await panel()
      await findByText('free')
      const asked = api.to('POST /api/estimates/').length

      await userEvent.clear(screen.getByRole('combobox', { name: 'Model' }))
      await findByText('Choose a model to see what a run may cost.')
      await userEvent.type(screen.getByLabelText('Temperature'), 'x')
      await findByText('Once the text and the parameters are right, this says what a run may cost.')
      expect(api.to('POST /api/estimates/')).toHaveLength(asked)
    })
  })

  describe('when it was saved elsewhere', () => {
    const theirs = aVersion({
      version_number: 2,
      system_message: 'Be kind.',
      user_message_template: 'Greet {{ name }} warmly.',
    })
    const racing = {
      ...page,
      'POST /api/prompts/p1/versions/': ({ headers }: { headers: Record<string, string> }) =>
        headers['If-Match'] === '"2"'
          ? json(aVersion({ version_number: 3 }), { status: 201 })
          : problem(412, 'precondition-failed', { title: 'The prompt has changed' }),
    }
    const conflict = () => screen.findByRole('region', { name: 'It was saved elsewhere too' })
    const part = async (name: string) => within(await within(await conflict()).findByRole('region', { name }))
    const lose = async () => {
      const { api } = await show('/prompts/p1/edit', racing)
      await userEvent.type(await template(), ' Smile.')
      api.set('GET /api/prompts/p1/', withEtag('"2"', theirs))
      await userEvent.click(screen.getByRole('button', { name: 'Save version' }))
      await screen.findByRole('region', { name: 'User message template' })
      return { api, saved: () => api.to('POST /api/prompts/p1/versions/').at(-1)?.body }
    }

    it('shows both sides, keeps what was typed, and takes what only the other has changed', async () => {
      const { saved } = await lose()
      const text = await part('User message template')
      expect(text.getByText(/Smile/).tagName).toBe('MARK')
      expect(text.getByText(/warmly/).tagName).toBe('MARK')
      await userEvent.click(screen.getByRole('button', { name: 'Save it as the next version' }))

      await screen.findByText('Saved as version 3.')
      expect(saved()).toMatchObject({
        system_message: 'Be kind.',
        user_message_template: 'Greet {{ name }}. Smile.',
      })
    })

    it('takes the other side of a part when asked, and gives the own one back', async () => {
      await lose()
      const text = await part('User message template')

      await userEvent.click(text.getByLabelText('Take version 2'))
      expect((await template()).value).toBe('Greet {{ name }} warmly.')
      await userEvent.click(text.getByLabelText('Keep yours'))
      expect((await template()).value).toBe('Greet {{ name }}. Smile.')
    })

    it('lets a part be merged by hand', async () => {
      const { saved } = await lose()
      const text = await part('User message template')

      await userEvent.click(text.getByLabelText('Merge by hand'))
      await userEvent.type(text.getByLabelText('User message template, merged'), ' Warmly.')
      await userEvent.click(screen.getByRole('button', { name: 'Save it as the next version' }))

      await screen.findByText('Saved as version 3.')
      expect(saved()).toMatchObject({ user_message_template: 'Greet {{ name }}. Smile. Warmly.' })
    })

    it('says so at once where a draft comes back over it', async () => {
      await show('/prompts/p1/edit', racing)
      await userEvent.type(await template(), ' Smile.')
      cleanup()

      await show('/prompts/p1/edit', { ...racing, 'GET /api/prompts/p1/': withEtag('"2"', theirs) })

      await part('User message template')
      expect((await template()).value).toBe('Greet {{ name }}. Smile.')
    })
  })

  it('has a draft again when the save elsewhere, in another tab, has taken the draft of both', async () => {
    const refusing = {
      ...page,
      'POST /api/prompts/p1/versions/': problem(412, 'precondition-failed'),
    }
    const { api } = await show('/prompts/p1/edit', refusing)
    await userEvent.type(await template(), ' Smile.')
    await waitFor(() => expect(localStorage.getItem('promptlab.draft.u1.prompt.p1')).not.toBeNull())
    localStorage.removeItem('promptlab.draft.u1.prompt.p1')
    api.set('GET /api/prompts/p1/', withEtag('"2"', aVersion({ version_number: 2 })))

    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))
    await screen.findByRole('region', { name: 'It was saved elsewhere too' })
    cleanup()

    await show('/prompts/p1/edit', refusing)
    expect((await template()).value).toBe('Greet {{ name }}. Smile.')
  })

  it('previews what a run would send', async () => {
    const { api } = await show('/prompts/p1/edit', page)

    await userEvent.type(await screen.findByLabelText('name'), 'Bob')

    await screen.findByText('Greet Bob.')
    await waitFor(() =>
      expect(api.to('POST /api/templates/render/').at(-1)?.body).toMatchObject({
        variables: { name: 'Bob' },
      }),
    )
  })

  it('says at a parameter what is wrong with it, and with its path where it has no field', async () => {
    await show('/prompts/p1/edit', {
      ...page,
      'POST /api/prompts/p1/versions/': problem(400, 'invalid', {
        errors: {
          'model_config.temperature': ['It is at most 2.'],
          'model_config.stop[2]': ['It is a text.'],
          'model_config.provider.order': ['It is a list.'],
        },
      }),
    })

    await template()
    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText('stop[2]: It is a text. provider.order: It is a list.')
    expect(screen.getByLabelText('Other parameters').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('It is at most 2.')).toBeTruthy()
    expect(screen.getByLabelText('Temperature').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByLabelText('Model').getAttribute('aria-invalid')).toBeNull()
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

describe('a problem in a text', () => {
  const problems = [
    { field: 'system_message', message: 'x is unknown.', line: 1, column: 4, severity: 'warning' },
    { field: 'user_message_template', message: 'Unknown tag oops.', line: 2, column: 3, severity: 'error' },
  ]
  const broken = {
    ...page,
    'GET /api/prompts/p1/': withEtag('"1"', aVersion({ user_message_template: 'One\nTwo {% oops %}' })),
    'POST /api/templates/render/': { ...rendered, problems },
  }

  it('stands under its field, an error apart from a warning, and leads to its place', async () => {
    await show('/prompts/p1/edit', broken)

    const error = await screen.findByRole('button', { name: 'Error, line 2, column 3: Unknown tag oops.' })
    const list = screen.getByRole('list', { name: 'Problems in the system message' })
    within(list).getByRole('button', { name: 'Warning, line 1, column 4: x is unknown.' })

    await userEvent.click(error)
    const field = await template()
    expect(document.activeElement).toBe(field)
    expect(field.selectionStart).toBe('One\nTw'.length)
  })

  it('does not keep the text from being saved, but is told', async () => {
    await show('/prompts/p1/edit', {
      ...broken,
      'POST /api/prompts/p1/versions/': () => json(aVersion({ version_number: 2 }), { status: 201 }),
    })

    await screen.findByText('There is 1 error and 1 warning in the text. It can be saved all the same.')
    await userEvent.type(screen.getByLabelText('Note'), 'Later')
    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText('Saved as version 2, with 1 error and 1 warning in it.')
  })
})

describe('a text that is saved before the preview has followed', () => {
  const answers = {
    ...page,
    'GET /api/prompts/p1/': withEtag('"1"', aVersion({ user_message_template: '{% oops %}' })),
    'POST /api/templates/render/': ({ text }: { text: string }) => ({
      ...rendered,
      problems: text.includes('oops')
        ? [{ field: 'user_message_template', message: 'Oops.', line: 1, column: 1, severity: 'error' }]
        : [],
    }),
    'POST /api/prompts/p1/versions/': () => json(aVersion({ version_number: 2 }), { status: 201 }),
  }

  it('is told of by what is in it, not by what was', async () => {
    await show('/prompts/p1/edit', answers)
    await screen.findByText(/There is 1 error in the text/)

    await userEvent.clear(await template())
    await userEvent.paste('All is well')
    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText('Saved as version 2.')
  })

  it('is saved even when nobody can check it', async () => {
    const { api } = await show('/prompts/p1/edit', answers)
    await screen.findByText(/There is 1 error in the text/)
    api.set('POST /api/templates/render/', problem(500, 'unexpected'))

    await userEvent.type(await template(), '!')
    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText('Saved as version 2.')
  })
})

describe('a text that cannot be read', () => {
  it('keeps the fields of the variables it had, and does not claim that it has none', async () => {
    const unreadable = {
      field: 'user_message_template',
      message: 'Never closed.',
      line: 1,
      column: 1,
      severity: 'error',
    }
    await show('/prompts/p1/edit', {
      ...page,
      'POST /api/templates/render/': ({ text }: { text: string }) =>
        text.includes('oops') ? { ...rendered, variables: [], problems: [unreadable] } : rendered,
    })
    await screen.findByLabelText('name')

    await userEvent.type(await template(), typed('{{ oops'))

    await screen.findByText(/cannot be rendered with the error/)
    expect(screen.getByLabelText('name')).toBeTruthy()
    expect(screen.queryByText(/has no variables/)).toBeNull()
  })
})

describe('a value of the preview', () => {
  const fault = (message: string, severity = 'warning') => ({
    field: 'user_message_template',
    message,
    line: 1,
    column: 7,
    severity,
  })
  const ofTheText = fault('"{mood}" stays as it is.')
  const answer = (problems: object[]) => ({
    ...page,
    'POST /api/templates/render/': ({ body }: { body: unknown }) => ({
      ...rendered,
      problems: (body as { variables: object | null }).variables ? problems : [ofTheText],
    }),
  })

  it('that is missing or left over is no fault of the text', async () => {
    localStorage.setItem('promptlab.draft.u1.values.p1', '{"value": {"old": "x"}}')
    const { api } = await show(
      '/prompts/p1/edit',
      answer([ofTheText, fault('"name" has no value.'), fault('No template uses "old".')]),
    )

    await screen.findByText(/There is 1 warning in the text/)
    await waitFor(() => expect(api.to('POST /api/templates/render/')).toHaveLength(2))
    expect(screen.getAllByRole('button', { name: /^Warning/ })).toHaveLength(1)
  })

  it('with which the text cannot be rendered is told', async () => {
    localStorage.setItem('promptlab.draft.u1.values.p1', '{"value": {"name": "x"}}')
    await show('/prompts/p1/edit', answer([fault('This divides by zero.', 'error'), ofTheText]))

    await screen.findByText(/There is 1 error and 1 warning in the text/)
    await screen.findByRole('button', { name: 'Error, line 1, column 7: This divides by zero.' })
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
