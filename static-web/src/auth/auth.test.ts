import { screen } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aPage } from '@/../tests/examples'
import { json, problem } from '@/../tests/fakeApi'
import { show, showStranger } from '@/../tests/show'
import { user } from '@/../tests/examples'

const signedIn = { user, access: 'token-1' }
const home = {
  'GET /api/prompts/?page_size=5': aPage(),
  'GET /api/runs/?page_size=5': aPage(),
  'GET /api/settings/': () => json({ user, has_api_key: false, api_key_hint: null, limits: {} }),
}

describe('registering', () => {
  it("shows the API's sentence beside the field it is about", async () => {
    await showStranger('/register', {
      'POST /api/auth/register/': problem(400, 'invalid', {
        errors: { password: ['The password needs at least 10 characters.'] },
      }),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Create account' }))

    const password = await screen.findByLabelText('Password')
    await screen.findByText('The password needs at least 10 characters.')
    expect(password.getAttribute('aria-invalid')).toBe('true')
  })

  it('signs in, and opens the start page', async () => {
    const { api, router } = await showStranger('/register', { 'POST /api/auth/register/': signedIn, ...home })

    await userEvent.type(await screen.findByLabelText('Full name'), 'Ada Lovelace')
    await userEvent.type(screen.getByLabelText('E-mail'), 'ada@example.com')
    await userEvent.type(screen.getByLabelText('Password'), 'a long password')
    await userEvent.click(screen.getByRole('button', { name: 'Create account' }))

    await screen.findByRole('heading', { name: 'Hello, Ada' })
    expect(router.currentRoute.value.path).toBe('/')
    expect(api.to('POST /api/auth/register/')[0]?.body).toEqual({
      full_name: 'Ada Lovelace',
      email: 'ada@example.com',
      password: 'a long password',
    })
  })
})

describe('signing in', () => {
  it('leads a stranger to the page that was asked for', async () => {
    const { router } = await showStranger('/prompts?search=hello', {
      'POST /api/auth/login/': signedIn,
      'GET /api/prompts/?search=hello': aPage(),
    })
    expect(router.currentRoute.value.fullPath).toBe('/login?next=/prompts?search=hello')

    await userEvent.type(await screen.findByLabelText('E-mail'), 'ada@example.com')
    await userEvent.type(screen.getByLabelText('Password'), 'a long password')
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))

    await screen.findByRole('heading', { name: 'Prompts' })
    expect(router.currentRoute.value.fullPath).toBe('/prompts?search=hello')
    expect(document.title).toBe('Prompts · PromptLab')
  })

  it('never leads to another site', async () => {
    const { router } = await showStranger('/login?next=//evil.example', {
      'POST /api/auth/login/': signedIn,
      ...home,
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }))

    await screen.findByRole('heading', { name: 'Hello, Ada' })
    expect(router.currentRoute.value.fullPath).toBe('/')
  })

  it('says what is wrong with the password', async () => {
    await showStranger('/login', {
      'POST /api/auth/login/': problem(401, 'invalid-credentials', {
        title: 'The e-mail or the password is wrong',
      }),
    })

    await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }))

    expect((await screen.findByRole('alert')).textContent).toContain('The e-mail or the password is wrong')
  })
})

describe('a visit', () => {
  it('without a session begins at a page that says what this is', async () => {
    await showStranger('/')

    await screen.findByRole('heading', { name: 'A workshop for your prompts' })
    expect(screen.getByRole('link', { name: 'Create an account' }).getAttribute('href')).toBe('/register')
  })

  it('to an address that does not exist is told so', async () => {
    await showStranger('/nowhere')

    await screen.findByRole('heading', { name: 'There is no such page' })
  })

  it('is told that its session has ended also where several answers say so', async () => {
    const refused = problem(401, 'not-signed-in')
    const { api, router } = await show('/nowhere', {
      ...home,
      'GET /api/prompts/?page_size=5': refused,
      'GET /api/runs/?page_size=5': refused,
    })
    api.set('POST /api/auth/refresh/', refused)

    await router.push('/')

    await screen.findByRole('heading', { name: 'Sign in' })
    await screen.findByText('Your session has ended. Sign in to go on; nothing you typed is lost.')
  })

  it('with a session of an earlier visit begins signed in, with the steps that are left', async () => {
    await show('/', home)

    await screen.findByRole('heading', { name: 'Getting started' })
    expect(screen.getByRole('link', { name: /Add your OpenRouter key/ }).getAttribute('href')).toBe(
      '/settings',
    )
  })
})
