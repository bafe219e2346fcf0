import { screen, waitFor, within } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { settings } from '@/../tests/examples'
import { json, problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const landing = () => screen.findByRole('heading', { name: 'A workshop for your prompts' })

describe('changing the password', () => {
  const fill = async () => {
    await userEvent.type(await screen.findByLabelText('Current password'), 'the old one!')
    await userEvent.type(screen.getByLabelText('New password'), 'the new one!')
    await userEvent.click(screen.getByRole('button', { name: 'Change password' }))
  }

  it('empties the fields, and says that other sessions were ended', async () => {
    const { api } = await show('/settings', { 'POST /api/settings/password/': null })

    await fill()

    await screen.findByText('Your password is changed. Every other session of yours was ended.')
    expect(api.to('POST /api/settings/password/')[0]?.body).toEqual({
      current_password: 'the old one!',
      new_password: 'the new one!',
    })
    expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('')
  })

  it('tells which of the two is not right', async () => {
    await show('/settings', {
      'POST /api/settings/password/': problem(400, 'invalid', {
        errors: { new_password: ['This password is too common.'] },
      }),
    })

    await fill()

    await screen.findByText('This password is too common.')
    expect(screen.getByLabelText('New password').getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByLabelText('Current password').getAttribute('aria-invalid')).toBeNull()
  })

  it('that is tried too often says how long to wait', async () => {
    const body = { type: 'urn:promptlab:rate-limited', title: 'Too many attempts', status: 429 }
    await show('/settings', {
      'POST /api/settings/password/': () =>
        json(body, {
          status: 429,
          headers: { 'Retry-After': '600', 'Content-Type': 'application/problem+json' },
        }),
    })

    await fill()

    expect((await screen.findByRole('alert')).textContent).toContain('Try again in 10 minutes.')
    expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('the new one!')
  })

  it('can be done in the open', async () => {
    await show('/settings')
    const field = await screen.findByLabelText<HTMLInputElement>('New password')
    expect([field.type, field.autocomplete]).toEqual(['password', 'new-password'])

    await userEvent.click(screen.getByRole('button', { name: 'Show what is typed' }))
    expect(field.type).toBe('text')

    await userEvent.click(screen.getByRole('button', { name: 'Hide what is typed' }))
    expect(field.type).toBe('password')
  })
})

describe('signing out everywhere', () => {
  it('ends this session too', async () => {
    const { api } = await show('/settings', { 'DELETE /api/auth/sessions/': null })

    await userEvent.click(await screen.findByRole('button', { name: 'Sign out everywhere' }))

    await landing()
    await screen.findByText('You are signed out everywhere.')
    expect(api.to('DELETE /api/auth/sessions/')[0]?.headers.Authorization).toBe('Bearer token-1')
  })
})

describe('the data', () => {
  it('comes as a file that is named after the day, asked for with the token', async () => {
    const files: string[] = []
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      files.push(this.download)
    })
    const { api } = await show('/settings', { 'GET /api/settings/export/': () => json({ prompts: [] }) })

    await screen.findByText(/Your OpenRouter key is not in it/)
    await userEvent.click(screen.getByRole('button', { name: 'Export everything' }))

    await waitFor(() => expect(files).toEqual([expect.stringMatching(/^promptlab-\d{4}-\d\d-\d\d\.json$/)]))
    expect(api.to('GET /api/settings/export/')[0]?.headers.Authorization).toBe('Bearer token-1')
    vi.restoreAllMocks()
  })

  it('is imported as it stands, and what came of it is told in words', async () => {
    const text = '{"prompts": [{"seed": 9007199254740993}]}'
    const { api } = await show('/settings', {
      'POST /api/settings/import/': {
        prompts: { added: 1, skipped: 2 },
        versions: { added: 3 },
        runs: { added: 0, skipped: 1 },
        comparisons: { added: 1, skipped: 0 },
        problems: [{ path: 'prompts[3].name', message: 'The name is missing.' }],
      },
    })

    await userEvent.upload(
      await screen.findByLabelText('File to import'),
      new File([text], 'mine.json', { type: 'application/json' }),
    )
    await userEvent.click(screen.getByRole('button', { name: 'Import file' }))

    await screen.findByText('Added 1 prompt, 3 versions and 1 comparison.')
    await screen.findByText('Already here and left alone: 2 prompts and 1 run.')
    expect(screen.getByRole('list', { name: 'Problems of the import' }).textContent).toContain(
      'The name is missing. prompts[3].name',
    )
    const [call] = api.to('POST /api/settings/import/')
    expect(call?.text).toBe(text)
    expect(call?.headers['Content-Type']).toBe('application/json')
  })

  it('that is there already is not added twice', async () => {
    await show('/settings', {
      'POST /api/settings/import/': {
        prompts: { added: 0, skipped: 1 },
        versions: { added: 0 },
        runs: { added: 0, skipped: 0 },
        comparisons: { added: 0, skipped: 0 },
        problems: [],
      },
    })

    await userEvent.upload(await screen.findByLabelText('File to import'), new File(['{}'], 'mine.json'))
    await userEvent.click(screen.getByRole('button', { name: 'Import file' }))

    await screen.findByText('Nothing was added.')
  })
})

describe('deleting the account', () => {
  const ask = async () => {
    await userEvent.click(await screen.findByRole('button', { name: 'Delete account…' }))
    return screen.findByRole('dialog', { name: 'Delete your account?' })
  }

  it('asks for the password, deletes, and leaves nothing in this browser', async () => {
    localStorage.setItem('promptlab.draft.u1.prompt.p1', '{"value": "a secret"}')
    localStorage.setItem('promptlab.draft.u2.prompt.p1', '{"value": "of another"}')
    localStorage.setItem('promptlab.models.u1', '["my/model", "my/other"]')
    const { api } = await show('/settings', { 'DELETE /api/settings/account/': null })

    const dialog = await ask()
    expect(dialog.textContent).toContain('all your prompts, with every version')
    await userEvent.type(within(dialog).getByLabelText('Your password'), 'the old one!')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete everything' }))

    await landing()
    await screen.findByText('Your account and everything in it is deleted.')
    expect(api.to('DELETE /api/settings/account/')[0]?.body).toEqual({ password: 'the old one!' })
    expect(Object.keys(localStorage)).toEqual(['promptlab.draft.u2.prompt.p1'])
  })

  it('with a wrong password deletes nothing, and says so at the field', async () => {
    await show('/settings', {
      'DELETE /api/settings/account/': problem(400, 'invalid', {
        errors: { password: ['This is not your password.'] },
      }),
    })

    const dialog = await ask()
    await userEvent.type(within(dialog).getByLabelText('Your password'), 'a guess')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Delete everything' }))

    await within(dialog).findByText('This is not your password.')
    expect(screen.getByText(settings.user.email, { selector: 'strong' })).toBeTruthy()
  })
})
