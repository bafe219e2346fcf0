import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage, aPrompt, aRun, aSummary, aVersion } from '@/../tests/examples'
import { eventStream, json, problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const running = aRun({
  status: 'running',
  response_text: '',
  total_cost_usd: null,
  latency_ms: null,
  input_tokens: null,
  output_tokens: null,
})
const rendering = {
  system_message: 'Be brief.',
  user_message: 'Greet Bob.',
  variables: ['name'],
  problems: [],
}
const page = {
  'GET /api/prompts/?page_size=100': aPage(aSummary()),
  'GET /api/prompts/p1/': aPrompt({ latest_version: aVersion({ version_number: 2 }), versions_count: 2 }),
  'GET /api/prompts/p1/versions/': aPage(aVersion({ version_number: 2 }), aVersion()),
  'GET /api/prompts/p1/versions/1/': aVersion(),
  'GET /api/runs/r1/': running,
  'POST /api/templates/render/': rendering,
}

describe('the playground', () => {
  it('runs a version with its variables, and streams the answer with what it took', async () => {
    const stream = eventStream()
    const { api, router } = await show('/playground', {
      ...page,
      'POST /api/prompts/p1/run/': () => json(running, { status: 202 }),
      'GET /api/runs/r1/events/': stream.response,
    })

    await screen.findByRole('option', { name: 'Greeting' })
    await userEvent.selectOptions(screen.getByLabelText('Prompt'), 'Greeting')
    await userEvent.type(await screen.findByLabelText('name'), 'Bob')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')

    await screen.findByRole('button', { name: 'Stop' })
    expect(api.to('POST /api/prompts/p1/run/')[0]?.body).toEqual({
      version_number: 2,
      model_id: 'openai/gpt',
      variables: { name: 'Bob' },
    })
    await waitFor(() =>
      expect(router.currentRoute.value.query).toEqual({ prompt: 'p1', model: ['openai/gpt'], run: ['r1'] }),
    )
    expect(api.to('GET /api/runs/r1/events/')[0]?.headers.Authorization).toBe('Bearer token-1')

    stream.send('delta', { text: 'Hello', offset: 0 })
    stream.comment()
    stream.send('delta', { text: 'Hello', offset: 0 })
    stream.send('delta', { text: ' Bob', offset: 5 })
    await waitFor(() =>
      expect(screen.getByRole('region', { name: 'Answer' }).textContent).toContain('Hello Bob'),
    )

    stream.send('done', { run: aRun() })
    await screen.findByText('Finished in 1.50 s, cost $0.00000014.')
    expect((await screen.findByRole('link', { name: 'Open this run' })).getAttribute('href')).toBe('/runs/r1')
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  })

  it('formats the answer while it streams, and shows it raw when asked', async () => {
    const stream = eventStream()
    await show('/playground?prompt=p1&run=r1', { ...page, 'GET /api/runs/r1/events/': stream.response })
    await screen.findByRole('button', { name: 'Stop' })
    const answer = screen.getByRole('region', { name: 'Answer' })

    stream.send('delta', { text: 'First\n\n**Hel', offset: 0 })
    await waitFor(() => expect(answer.textContent).toContain('**Hel'))
    stream.send('delta', { text: 'lo** Bob', offset: 12 })
    await waitFor(() => expect(answer.textContent?.replace(/\s+/g, ' ').trim()).toBe('First Hello Bob'))

    await userEvent.click(screen.getByRole('button', { name: 'Raw text' }))
    expect(answer.textContent).toContain('**Hello** Bob')
  })

  it('runs every model at once, one again by itself, and stops them all by Escape', async () => {
    const runs = ['r1', 'r2', 'r3'].map((id) => ({ ...running, id }))
    const answers = [...runs]
    const stream = eventStream()
    const { api, router } = await show('/playground?prompt=p1&model=sim/echo&model=openai/gpt', {
      ...page,
      'POST /api/prompts/p1/run/': () => json(answers.shift(), { status: 202 }),
      'GET /api/runs/r1/events/': eventStream().response,
      'GET /api/runs/r2/events/': stream.response,
      'GET /api/runs/r3/events/': eventStream().response,
      'POST /api/runs/r1/cancel/': aRun({ id: 'r1', status: 'canceled' }),
      'POST /api/runs/r3/cancel/': aRun({ id: 'r3', status: 'canceled' }),
    })
    const again = 'Run again: openai/gpt'

    await userEvent.click(await screen.findByRole('button', { name: 'Run all' }))
    await screen.findByText('2 of 2 are answering')
    stream.send('done', { run: aRun({ id: 'r2' }) })
    await userEvent.click(await screen.findByRole('button', { name: again }))
    await waitFor(() =>
      expect(router.currentRoute.value.query).toMatchObject({
        model: ['sim/echo', 'openai/gpt'],
        run: ['r1', 'r3'],
      }),
    )
    await userEvent.keyboard('{Escape}')

    await screen.findByRole('button', { name: again })
    expect(screen.getAllByText(/^Stopped/)).toHaveLength(2)
    expect(
      api.to('POST /api/prompts/p1/run/').map(({ body }) => (body as { model_id: string }).model_id),
    ).toEqual(['sim/echo', 'openai/gpt', 'openai/gpt'])
  })

  it('saves a scratch as a prompt called by its first words, and runs that', async () => {
    const { api, router } = await show('/playground', {
      ...page,
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
      ...page,
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
      ...page,
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
      ...page,
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
    const first = await show('/playground?prompt=p1', page)
    await userEvent.click(await screen.findByRole('button', { name: /Text and parameters/ }))
    await userEvent.type(await screen.findByLabelText(/User message template/), '!')
    first.unmount()

    await show('/playground?prompt=p1', page)

    expect(await screen.findByLabelText(/User message template/)).toHaveProperty(
      'value',
      'Greet {{ name }}.!',
    )
    await screen.findByText(/is back/)
    await userEvent.click(screen.getByRole('button', { name: 'Discard changes' }))
    expect(screen.getByLabelText(/User message template/)).toHaveProperty('value', 'Greet {{ name }}.')
  })

  it('takes over the inputs of a run, and gives the own ones back', async () => {
    await show('/playground?prompt=p1&run=r1', {
      ...page,
      'GET /api/runs/r1/': aRun({ variables: { name: [1, 'a'] } }),
    })
    const typed = () => (screen.getByLabelText('name') as HTMLTextAreaElement).value

    await userEvent.type(await screen.findByLabelText('name'), 'Eve')
    await userEvent.click(await screen.findByRole('button', { name: 'Use its inputs' }))
    await waitFor(() => expect(JSON.parse(typed())).toEqual([1, 'a']))
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }))

    await waitFor(() => expect(typed()).toBe('Eve'))
  })

  it('shows the call as code, with a place for the key and never the key', async () => {
    await show('/playground?prompt=p1&model=sim/echo', page)

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
    await show('/playground?prompt=p1&model=sim/echo', page)

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
    const { router } = await show('/playground?model=sim/echo&model=openai/gpt', page)
    await userEvent.type(await screen.findByLabelText('User message template'), 'Hello')
    expect(screen.getAllByRole('combobox', { name: 'Model' })).toHaveLength(2)

    await router.push('/playground')

    await waitFor(() => expect(screen.getAllByRole('combobox', { name: 'Model' })).toHaveLength(1))
    expect(screen.getByLabelText<HTMLTextAreaElement>('User message template').value).toBe('Hello')
  })

  it('runs nothing while a dialog is open', async () => {
    await show('/playground?prompt=p1&model=sim/echo', page)
    await userEvent.type(await screen.findByLabelText('name'), 'Bob')
    await userEvent.click(screen.getByRole('button', { name: 'Code…' }))
    await screen.findByRole('dialog', { name: 'Code' })

    await userEvent.keyboard('{Control>}{Enter}{/Control}')

    // The page would ask for a run, which nothing answers.
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says unknown, not zero, when nobody knows the cost', async () => {
    await show('/playground?prompt=p1&run=r1', {
      ...page,
      'GET /api/runs/r1/': aRun({ total_cost_usd: null }),
    })

    await screen.findByText('Finished in 1.50 s, cost unknown.')
  })

  it('goes on where a dropped connection stopped', async () => {
    const [first, second] = [eventStream(), eventStream()]
    const streams = [first, second]
    const { api } = await show('/playground?prompt=p1&run=r1', {
      ...page,
      'GET /api/runs/r1/events/': () => streams.shift()?.response() ?? null,
    })
    await waitFor(() => expect(api.to('GET /api/runs/r1/events/')).toHaveLength(1))

    first.send('delta', { text: 'Hello', offset: 0 }, '41')
    first.close()
    await screen.findByText(/connection was lost/)
    await waitFor(() => expect(api.to('GET /api/runs/r1/events/')).toHaveLength(2), { timeout: 3000 })
    second.send('delta', { text: ' Bob', offset: 5 }, '42')

    await waitFor(() =>
      expect(screen.getByRole('region', { name: 'Answer' }).textContent).toContain('Hello Bob'),
    )
    expect(api.to('GET /api/runs/r1/events/')[1]?.headers['Last-Event-ID']).toBe('41')
  })

  it('stops a run', async () => {
    const stream = eventStream()
    await show('/playground?prompt=p1&run=r1', {
      ...page,
      'GET /api/runs/r1/events/': stream.response,
      'POST /api/runs/r1/cancel/': aRun({
        status: 'canceled',
        response_text: 'Hel',
        billing: 'may_continue',
      }),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Stop' }))

    await screen.findByText('Stopped. The provider may bill the whole answer.')
    await waitFor(() => expect(screen.getByRole('region', { name: 'Answer' }).textContent).toContain('Hel'))
  })

  it('says so while a run is being stopped, and what stopping means for the bill', async () => {
    const stream = eventStream()
    const { api } = await show('/playground?prompt=p1&run=r1', {
      ...page,
      'GET /api/runs/r1/events/': stream.response,
      'POST /api/runs/r1/cancel/': running,
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Stop' }))
    await screen.findByRole('button', { name: 'Stopping…' })
    stream.send('done', { run: aRun({ status: 'canceled', billing: 'stopped', total_cost_usd: null }) })

    await screen.findByText('Stopped. The provider has stopped billing.')
    expect(screen.getByText('unknown')).toBeTruthy()
    expect(api.to('POST /api/runs/r1/cancel/')).toHaveLength(1)
  })

  it('says that a run which was stopped before it began costs nothing', async () => {
    await show('/playground?prompt=p1&run=r1', {
      ...page,
      'GET /api/runs/r1/': aRun({
        status: 'canceled',
        started_at: null,
        response_text: '',
        total_cost_usd: null,
      }),
    })

    await screen.findByText('Stopped. Nothing was sent to OpenRouter, so nothing is billed.')
    expect(screen.queryByText('unknown')).toBeNull()
  })

  it('says what a run that does not begin waits for', async () => {
    const stream = eventStream()
    await show('/playground?prompt=p1&run=r1', {
      ...page,
      'GET /api/runs/r1/': aRun({ status: 'queued', response_text: '', started_at: null }),
      'GET /api/runs/r1/events/': stream.response,
    })

    await screen.findByText(/waits for a place and starts by itself/)
    expect(screen.getByRole('link', { name: 'See your limits' }).getAttribute('href')).toBe(
      '/settings#limits',
    )
    expect(screen.queryByText('Request as it was sent')).toBeNull()

    stream.send('status', { status: 'running' })
    await waitFor(() => expect(screen.queryByText(/waits for a place/)).toBeNull())
  })

  it('keeps the reasoning apart: open while there is nothing else, and closed once the answer comes', async () => {
    const stream = eventStream()
    await show('/playground?prompt=p1&run=r1', { ...page, 'GET /api/runs/r1/events/': stream.response })

    await screen.findByRole('button', { name: 'Stop' })
    stream.send('delta', { reasoning: 'Who is Bob?', offset: 0 })
    const block = (await screen.findByText('Who is Bob?')).closest('details')
    expect(block?.open).toBe(true)

    stream.send('delta', { text: 'Hello', offset: 0 })
    await waitFor(() => expect(block?.open).toBe(false))
    expect(screen.getByRole('region', { name: 'Answer' }).textContent).not.toContain('Who is Bob?')

    await userEvent.click(screen.getByText('Reasoning'))
    stream.send('done', { run: aRun({ reasoning_text: 'Who is Bob?' }) })
    await screen.findByText(/^Finished/)
    expect(screen.getByText('Who is Bob?').closest('details')?.open).toBe(true)
  })

  it('makes one run of a double click', async () => {
    const { api } = await show('/playground?prompt=p1&model=openai%2Fgpt', {
      ...page,
      'POST /api/prompts/p1/run/': () => json(aRun({ id: 'r2' }), { status: 202 }),
    })

    await userEvent.dblClick(await screen.findByRole('button', { name: 'Run' }))

    await screen.findByText(/^Finished/)
    expect(api.to('POST /api/prompts/p1/run/')).toHaveLength(1)
  })

  it('asks with the same key again while nobody knows whether there is a run, and with a new one afterwards', async () => {
    const lost = () => Promise.reject(new Error('The line is dead.'))
    const made = () => json(aRun(), { status: 202 })
    const answers = [lost, made, made]
    const { api } = await show('/playground?prompt=p1&model=openai%2Fgpt', {
      ...page,
      'GET /api/runs/r1/': aRun(),
      'POST /api/prompts/p1/run/': () => answers.shift()?.() ?? null,
    })
    const run = async () => userEvent.click(await screen.findByRole('button', { name: 'Run' }))

    await run()
    await screen.findByRole('alert')
    await run()
    await screen.findByText(/^Finished/)
    await run()

    await waitFor(() => expect(api.to('POST /api/prompts/p1/run/')).toHaveLength(3))
    const [first, second, third] = api
      .to('POST /api/prompts/p1/run/')
      .map(({ headers }) => headers['Idempotency-Key'])
    expect(first).toBeTruthy()
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  it('shows which variable has no value', async () => {
    await show('/playground?prompt=p1', {
      ...page,
      'POST /api/prompts/p1/run/': problem(400, 'invalid', {
        errors: { 'variables.name': ['Give name a value.'] },
      }),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Run' }))

    await screen.findByText('Give name a value.')
    expect(screen.getByLabelText('name').getAttribute('aria-invalid')).toBe('true')
  })

  it('says what is wrong with a text that is not on the form', async () => {
    await show('/playground?prompt=p1', {
      ...page,
      'POST /api/prompts/p1/run/': problem(400, 'invalid', {
        errors: { user_message_template: ['Line 2, column 7: This {{ is never closed.'] },
      }),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Run' }))

    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('User message template. Line 2, column 7: This {{ is never closed.')
  })

  it('leads to the settings when there is no key', async () => {
    await show('/playground?prompt=p1', {
      ...page,
      'POST /api/prompts/p1/run/': problem(409, 'api-key-missing'),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Run' }))

    expect((await screen.findByRole('link', { name: /Open settings/ })).getAttribute('href')).toBe(
      '/settings#openrouter',
    )
  })

  it('runs the version and the model that the address names, and calls a simulated model so', async () => {
    await show('/playground?prompt=p1&version=1&model=sim/echo', page)

    await screen.findByRole('heading', { name: 'Version 1' })
    expect((screen.getByLabelText('Model') as HTMLInputElement).value).toBe('sim/echo')
    await screen.findByText(/Echo \(simulated\)/)
  })
})
