import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { settings } from '@/../tests/examples'
import { problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const model = {
  id: 'old/model',
  name: 'Old model',
  context_length: 1000,
  pricing: { prompt: '0.000001', completion: '0.000002' },
}
const withoutKey = { ...settings, has_api_key: false, api_key_hint: null }

describe('the settings', () => {
  it('keep a key, and show only its end', async () => {
    const { api } = await show('/settings', {
      'GET /api/settings/': withoutKey,
      'PUT /api/settings/api-key/': { has_api_key: true, api_key_hint: 'wxyz', verified: true },
    })

    await userEvent.type(await screen.findByLabelText('OpenRouter key'), 'sk-or-wxyz')
    await userEvent.click(screen.getByRole('button', { name: 'Save key' }))

    await screen.findByText('verified')
    expect(screen.getByText('wxyz')).toBeTruthy()
    expect(api.to('PUT /api/settings/api-key/')[0]?.body).toEqual({ api_key: 'sk-or-wxyz' })
    expect(screen.getByLabelText<HTMLInputElement>('New OpenRouter key').value).toBe('')
  })

  it('say when a key could not be checked', async () => {
    await show('/settings', {
      'GET /api/settings/': withoutKey,
      'PUT /api/settings/api-key/': { has_api_key: true, api_key_hint: 'wxyz', verified: false },
    })

    await userEvent.type(await screen.findByLabelText('OpenRouter key'), 'sk-or-wxyz')
    await userEvent.click(screen.getByRole('button', { name: 'Save key' }))

    await screen.findByText('not verified')
  })

  it('keep what is typed when OpenRouter rejects a key', async () => {
    await show('/settings', {
      'GET /api/settings/': withoutKey,
      'PUT /api/settings/api-key/': problem(422, 'api-key-rejected', {
        title: 'OpenRouter rejects this key',
      }),
    })

    await userEvent.type(await screen.findByLabelText('OpenRouter key'), 'bad')
    await userEvent.click(screen.getByRole('button', { name: 'Save key' }))

    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('OpenRouter rejects this key')
    expect(alert.textContent).not.toContain('Open settings')
    expect(screen.getByLabelText<HTMLInputElement>('OpenRouter key').value).toBe('bad')
  })

  it('remove the key', async () => {
    const { api } = await show('/settings', {
      'PUT /api/settings/api-key/': { has_api_key: false, api_key_hint: null, verified: false },
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Remove key' }))

    await screen.findByText('The key is removed.')
    expect(api.to('PUT /api/settings/api-key/')[0]?.body).toEqual({ api_key: null })
  })

  it('save the limits, and an empty field is no limit', async () => {
    const { api } = await show('/settings', { 'PATCH /api/settings/': settings })

    await userEvent.type(await screen.findByLabelText('US dollars a day'), '2.5')
    await userEvent.type(screen.getByLabelText('US dollars a run'), '.01')
    await userEvent.clear(screen.getByLabelText('Runs at once'))
    await userEvent.type(screen.getByLabelText('Runs at once'), '16')
    await userEvent.click(screen.getByRole('button', { name: 'Save limits' }))

    await screen.findByText('Limits saved.')
    expect(api.to('PATCH /api/settings/')[0]?.body).toEqual({
      limits: { daily_usd: 2.5, monthly_usd: null, per_run_usd: 0.01, max_concurrent_runs: 16 },
    })
  })

  it.each([
    ['US dollars a day', '2,5', 'This is a number, or empty for no limit.'],
    ['US dollars a month', 'Infinity', 'This is a number, or empty for no limit.'],
    ['Runs at once', '33', 'This is a whole number from 1 to 32.'],
    ['Runs at once', '0', 'This is a whole number from 1 to 32.'],
  ])('take for %s no %s, and send nothing', async (label, typed, sentence) => {
    await show('/settings')

    const field = await screen.findByLabelText(label)
    await userEvent.clear(field)
    await userEvent.type(field, typed)
    await userEvent.click(screen.getByRole('button', { name: 'Save limits' }))

    await screen.findByText(sentence)
    expect(field.getAttribute('aria-invalid')).toBe('true')
  })

  it('change the theme at once', async () => {
    await show('/settings')

    await userEvent.click(await screen.findByLabelText('Dark'))
    expect(document.documentElement.dataset.theme).toBe('dark')

    await userEvent.click(screen.getByLabelText('System'))
    expect(document.documentElement.dataset.theme).toBeUndefined()
  })

  it('keep model ids for this user in this browser', async () => {
    await show('/settings')

    await userEvent.type(await screen.findByLabelText('Model id'), 'my/model')
    await userEvent.click(screen.getByRole('button', { name: 'Add' }))

    await screen.findByText('my/model')
    expect(localStorage.getItem('promptlab.models.u1')).toBe('["my/model"]')
  })

  it('warn of a model that OpenRouter ends, and take no id twice', async () => {
    const leaving = { ...model, expiration_date: '2026-12-01' }
    await show('/settings', { 'GET /api/models/': { stale: false, models: [leaving] } })

    const field = await screen.findByRole('combobox', { name: 'Model id' })
    await userEvent.type(field, 'old/mod')
    await userEvent.click(await screen.findByRole('option', { name: /old\/model/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Add' }))
    await screen.findByText(/Dec 1, 2026/)
    await screen.findByText(/OpenRouter ends one of these models/)

    await userEvent.type(field, 'old/model')
    await userEvent.click(screen.getByRole('button', { name: 'Add' }))
    await screen.findByText('This one is on your list.')
  })

  it('show what is spent against each limit', async () => {
    await show('/settings', {
      'GET /api/settings/': {
        ...settings,
        limits: { ...settings.limits, daily_usd: 2, spent_today_usd: 2.5, spent_this_month_usd: 7 },
      },
    })

    const today = await screen.findByRole('meter', { name: 'Today' })
    expect(today.getAttribute('aria-valuetext')).toBe('$2.50 of $2.00: no further run starts')
    expect(screen.queryByRole('meter', { name: 'This month' })).toBeNull()
    screen.getByText('$7.00, no limit')
  })

  it('sign out', async () => {
    const { router } = await show('/settings', { 'POST /api/auth/logout/': null })

    await userEvent.click(await screen.findByRole('button', { name: 'Sign out' }))

    await screen.findByRole('heading', { name: 'A workshop for your prompts' })
    await router.push('/runs')
    await waitFor(() => expect(router.currentRoute.value.path).toBe('/login'))
  })
})
