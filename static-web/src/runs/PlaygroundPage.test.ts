import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aRun, aRunningRun as running, playground } from '@/../tests/examples'
import { eventStream, json, problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

describe('the playground', () => {
  it('runs a version with its variables, and streams the answer with what it took', async () => {
    const stream = eventStream()
    const { api, router } = await show('/playground', {
      ...playground,
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
    await show('/playground?prompt=p1&run=r1', { ...playground, 'GET /api/runs/r1/events/': stream.response })
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
      ...playground,
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

  it('takes over the inputs of a run, and gives the own ones back', async () => {
    await show('/playground?prompt=p1&run=r1', {
      ...playground,
      'GET /api/runs/r1/': aRun({ variables: { name: [1, 'a'] } }),
    })
    const typed = () => (screen.getByLabelText('name') as HTMLTextAreaElement).value

    await userEvent.type(await screen.findByLabelText('name'), 'Eve')
    await userEvent.click(await screen.findByRole('button', { name: 'Use its inputs' }))
    await waitFor(() => expect(JSON.parse(typed())).toEqual([1, 'a']))
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }))

    await waitFor(() => expect(typed()).toBe('Eve'))
  })

  it('runs nothing while a dialog is open', async () => {
    await show('/playground?prompt=p1&model=sim/echo', playground)
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
      ...playground,
      'GET /api/runs/r1/': aRun({ total_cost_usd: null }),
    })

    await screen.findByText('Finished in 1.50 s, cost unknown.')
  })

  it('goes on where a dropped connection stopped', async () => {
    const [first, second] = [eventStream(), eventStream()]
    const streams = [first, second]
    const { api } = await show('/playground?prompt=p1&run=r1', {
      ...playground,
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

  it('waits for its turn where too many answers are followed at once', async () => {
    const stream = eventStream()
    const answers = [() => problem(429, 'rate-limited'), stream.response]
    await show('/playground?prompt=p1&run=r1', {
      ...playground,
      'GET /api/runs/r1/events/': () => answers.shift()?.() ?? null,
    })
    await screen.findByText(/connection was lost/)

    await waitFor(() => expect(answers).toHaveLength(0), { timeout: 3000 })
    stream.send('delta', { text: 'Hello', offset: 0 }, '41')

    await waitFor(() => expect(screen.getByRole('region', { name: 'Answer' }).textContent).toContain('Hello'))
  })

  it('stops a run', async () => {
    const stream = eventStream()
    await show('/playground?prompt=p1&run=r1', {
      ...playground,
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
      ...playground,
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
      ...playground,
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
      ...playground,
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
    await show('/playground?prompt=p1&run=r1', { ...playground, 'GET /api/runs/r1/events/': stream.response })

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
      ...playground,
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
      ...playground,
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
      ...playground,
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
      ...playground,
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
      ...playground,
      'POST /api/prompts/p1/run/': problem(409, 'api-key-missing'),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Run' }))

    expect((await screen.findByRole('link', { name: /Open settings/ })).getAttribute('href')).toBe(
      '/settings#openrouter',
    )
  })

  it('runs the version and the model that the address names, and calls a simulated model so', async () => {
    await show('/playground?prompt=p1&version=1&model=sim/echo', playground)

    await screen.findByRole('heading', { name: 'Version 1' })
    expect((screen.getByLabelText('Model') as HTMLInputElement).value).toBe('sim/echo')
    await screen.findByText(/Echo \(simulated\)/)
  })
})
