import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPrompt, aRun, aVersion, playground, rendering } from '@/../tests/examples'
import { json, problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

describe('the text on the playground', () => {
  it('saves a scratch as a prompt called by its first words, and runs that', async () => {
    const { api, router } = await show('/playground', {
      ...playground,
      'POST /api/prompts/': () => json(aPrompt({ id: 'p1', name: 'Greet name.' }), { status: 201 }),
      'POST /api/prompts/p1/run/': () => json(aRun(), { status: 202 }),
    })

    await userEvent.type(await screen.findByLabelText(/User message template/), 'Greet {{{{ name }}.')
    await userEvent.type(await screen.findByLabelText('name'), '5')
    await userEvent.selectOptions(screen.getByLabelText('Type of name'), 'Number')
    await screen.findByText('Running saves it as the prompt “Greet name.” first.')
    await userEvent.click(screen.getByRole('button', { name: 'Run' }))

    await screen.findByText(/^Finished/)
    expect(api.to('POST /api/prompts/')[0]?.body).toMatchObject({
      name: 'Greet name.',
      user_message_template: 'Greet {{ name }}.',
      model_config: { model: 'openai/gpt' },
    })
    expect(api.to('POST /api/prompts/p1/run/')[0]?.body).toMatchObject({ variables: { name: 5 } })
    await waitFor(() => expect(router.currentRoute.value.query).toMatchObject({ prompt: 'p1', run: ['r1'] }))
    expect(screen.getByLabelText('name')).toHaveProperty('value', '5')

    await userEvent.selectOptions(screen.getByLabelText('Prompt'), 'Scratch: a text of your own')
    await screen.findByRole('heading', { name: 'Scratch' })
    expect(await screen.findByLabelText(/User message template/)).toHaveProperty('value', '')
  })

  it('saves nothing that cannot run', async () => {
    const missing = { field: 'user_message_template', message: '"name" has no value.', line: 1, column: 1 }
    await show('/playground', {
      ...playground,
      'POST /api/templates/render/': ({ body }) =>
        (body as { variables: unknown }).variables
          ? { ...rendering, problems: [{ ...missing, severity: 'warning' }] }
          : rendering,
    })

    await userEvent.type(await screen.findByLabelText(/User message template/), 'Greet {{{{ name }}.')
    await userEvent.click(screen.getByRole('button', { name: 'Run' }))

    expect((await screen.findByRole('alert')).textContent).toContain('"name" has no value.')
  })

  it('saves a changed text as the next version, and runs that one', async () => {
    const next = aVersion({ version_number: 3, user_message_template: 'Greet {{ name }}.!' })
    const { api } = await show('/playground?prompt=p1', {
      ...playground,
      'POST /api/prompts/p1/versions/': () => {
        api.set('GET /api/prompts/p1/', aPrompt({ latest_version: next, versions_count: 3 }))
        return json(next, { status: 201 })
      },
      'POST /api/prompts/p1/run/': () => json(aRun(), { status: 202 }),
    })

    await userEvent.click(await screen.findByRole('button', { name: /Text and parameters/ }))
    await userEvent.type(await screen.findByLabelText(/User message template/), '!')
    await screen.findByText('Running saves the changes as version 3 first.')
    await userEvent.click(screen.getByRole('button', { name: 'Run' }))

    await screen.findByText(/^Finished/)
    expect(api.to('POST /api/prompts/p1/versions/')[0]?.body).toMatchObject({
      user_message_template: 'Greet {{ name }}.!',
    })
    expect(api.to('POST /api/prompts/p1/run/')[0]?.body).toMatchObject({ version_number: 3 })
    await screen.findByRole('heading', { name: 'Version 3' })
  })

  it('tells that somebody else has saved, and goes on top of that when asked again', async () => {
    const theirs = aVersion({ version_number: 3, user_message_template: 'Theirs' })
    const etag = (value: string, given = {}) => json(aPrompt(given), { headers: { ETag: value } })
    const mine = aVersion({ version_number: 4 })
    const { api } = await show('/playground?prompt=p1', {
      ...playground,
      'GET /api/prompts/p1/': () => etag('"1"', { latest_version: aVersion({ version_number: 2 }) }),
      'POST /api/prompts/p1/versions/': () => {
        api.set('GET /api/prompts/p1/', () => etag('"2"', { latest_version: theirs }))
        return problem(412, 'precondition-failed')
      },
      'POST /api/prompts/p1/run/': () => json(aRun(), { status: 202 }),
    })

    await userEvent.click(await screen.findByRole('button', { name: /Text and parameters/ }))
    await userEvent.type(await screen.findByLabelText(/User message template/), '!')
    await userEvent.click(screen.getByRole('button', { name: 'Run' }))
    await screen.findByText(/to put your text on top/)
    await screen.findByText('Running saves the changes as version 4 first.')
    api.set('POST /api/prompts/p1/versions/', () => {
      api.set('GET /api/prompts/p1/', () => etag('"3"', { latest_version: mine }))
      return json(mine, { status: 201 })
    })
    await userEvent.click(screen.getByRole('button', { name: 'Run' }))

    await screen.findByText(/^Finished/)
    expect(api.to('POST /api/prompts/p1/versions/').map(({ headers }) => headers['If-Match'])).toEqual([
      '"1"',
      '"2"',
    ])
    expect(api.to('POST /api/prompts/p1/run/')[0]?.body).toMatchObject({ version_number: 4 })
  })

  it('keeps what is typed over a reload', async () => {
    const first = await show('/playground?prompt=p1', playground)
    await userEvent.click(await screen.findByRole('button', { name: /Text and parameters/ }))
    await userEvent.type(await screen.findByLabelText(/User message template/), '!')
    first.unmount()

    await show('/playground?prompt=p1', playground)

    expect(await screen.findByLabelText(/User message template/)).toHaveProperty(
      'value',
      'Greet {{ name }}.!',
    )
    await screen.findByText(/is back/)
    await userEvent.click(screen.getByRole('button', { name: 'Discard changes' }))
    expect(screen.getByLabelText(/User message template/)).toHaveProperty('value', 'Greet {{ name }}.')
  })

  it('shows the call as code, with a place for the key and never the key', async () => {
    await show('/playground?prompt=p1&model=sim/echo', playground)

    await userEvent.type(await screen.findByLabelText('name'), 'Bob')
    await userEvent.click(screen.getByRole('button', { name: 'Code…' }))

    const code = await screen.findByLabelText('curl', { selector: 'pre' })
    expect(code.textContent).toContain('/api/prompts/p1/run/')
    expect(code.textContent).toContain('Bearer $PROMPTLAB_TOKEN')
    expect(code.textContent).toContain('"name": "Bob"')
    await userEvent.click(screen.getByLabelText('OpenRouter'))
    await userEvent.click(screen.getByRole('tab', { name: 'C#' }))
    const direct = (await screen.findByLabelText('C#', { selector: 'pre' })).textContent ?? ''
    expect(direct).toContain('Environment.GetEnvironmentVariable("OPENROUTER_API_KEY")')
    expect(JSON.parse(direct.split(/"{3}/)[1] ?? '')).toEqual({
      model: 'sim/echo',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Greet Bob.' },
      ],
      temperature: 0.2,
    })
  })

  it('shows the call in TypeScript as it is sent, whatever numbers and signs are in it', async () => {
    await show('/playground?prompt=p1&model=sim/echo', playground)

    await userEvent.selectOptions(await screen.findByLabelText('Type of name'), 'JSON')
    const value = '[9007199254740993, "`${1}` \\\\"]'
    await userEvent.click(screen.getByLabelText('name'))
    await userEvent.paste(value)
    await userEvent.click(screen.getByRole('button', { name: 'Code…' }))
    await userEvent.click(await screen.findByRole('tab', { name: 'TypeScript' }))

    const code = (await screen.findByLabelText('TypeScript', { selector: 'pre' })).textContent ?? ''
    const literal = /body: (`[^]*`),\n/.exec(code)?.[1]
    const body = new Function(`return ${literal}`)() as string
    expect(body.replace(/\s+/g, ' ')).toContain('[ 9007199254740993, "`${1}` \\\\" ]')
  })

  it('begins anew where its own page is opened again, and keeps the text', async () => {
    const { router } = await show('/playground?model=sim/echo&model=openai/gpt', playground)
    await userEvent.type(await screen.findByLabelText('User message template'), 'Hello')
    expect(screen.getAllByRole('combobox', { name: 'Model' })).toHaveLength(2)

    await router.push('/playground')

    await waitFor(() => expect(screen.getAllByRole('combobox', { name: 'Model' })).toHaveLength(1))
    expect(screen.getByLabelText<HTMLTextAreaElement>('User message template').value).toBe('Hello')
  })

  it('takes a changed text along to a comparison, as the version that it becomes', async () => {
    const next = aVersion({ version_number: 3, user_message_template: 'Greet {{ name }}.!' })
    const { api, router } = await show('/playground?prompt=p1&model=sim/echo', {
      ...playground,
      'POST /api/prompts/p1/versions/': () => {
        api.set('GET /api/prompts/p1/', aPrompt({ latest_version: next, versions_count: 3 }))
        return json(next, { status: 201 })
      },
      'GET /api/prompts/p1/versions/3/': next,
    })

    await userEvent.click(await screen.findByRole('button', { name: /Text and parameters/ }))
    await userEvent.type(await screen.findByLabelText(/User message template/), '!')
    await userEvent.click(screen.getByRole('button', { name: 'Compare…' }))

    await screen.findByRole('heading', { name: 'New comparison' })
    expect(router.currentRoute.value.query).toEqual({ prompt: 'p1', version: '3', model: ['sim/echo'] })
  })

  it('asks for a text before anything is compared', async () => {
    const { router } = await show('/playground', playground)

    await userEvent.click(await screen.findByRole('button', { name: 'Compare…' }))

    expect((await screen.findByRole('alert')).textContent).toContain('Write a user message first.')
    expect(router.currentRoute.value.path).toBe('/playground')
  })
})
