import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keyFacts, settings } from '@/../tests/examples'
import { problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const nothingSaid = Object.fromEntries(Object.keys(keyFacts).map((name) => [name, null]))

describe("the key's credit", () => {
  const credit = async () => (await screen.findByLabelText('Credit of the key')).textContent

  it('is what is left of its limit, and what was spent', async () => {
    await show('/settings')

    const text = await credit()
    expect(text).toContain('$4.25of $5.00, starts anew monthly')
    expect(text).toContain('Spent today$0.10')
    expect(text).toContain('Spent this month$0.75')
    expect(text).toContain('12 of 1,000')
    expect(screen.queryByText(/No credits were ever bought/)).toBeNull()
  })

  it('is unknown, not zero, where OpenRouter says nothing', async () => {
    await show('/settings', { 'GET /api/settings/api-key/': nothingSaid })

    const text = await credit()
    expect(text).toContain('no limit')
    expect(text).toContain('Spent todayunknown')
    expect(text).not.toContain('$0')
    expect(text).not.toContain('Expires')
  })

  it('tells of the free tier, and when the key expires', async () => {
    await show('/settings', {
      'GET /api/settings/api-key/': { ...keyFacts, is_free_tier: true, expires_at: '2030-05-06T12:00:00Z' },
    })

    expect(await credit()).toContain('ExpiresMay 6, 2030')
    expect(screen.getByText(/No credits were ever bought/)).toBeTruthy()
  })

  it('that cannot be asked for is a sentence, and can be asked for again', async () => {
    const { api } = await show('/settings', {
      'GET /api/settings/api-key/': problem(502, 'openrouter-failed', {
        title: 'OpenRouter did not answer as expected',
      }),
    })

    await screen.findByText(/cannot be shown just now: OpenRouter did not answer as expected/)
    expect(screen.queryByRole('alert')).toBeNull()
    api.set('GET /api/settings/api-key/', keyFacts)
    await userEvent.click(screen.getByRole('button', { name: 'Ask again' }))

    expect(await credit()).toContain('$4.25')
  })

  it('is not asked for without a key', async () => {
    const { api } = await show('/settings', {
      'GET /api/settings/': { ...settings, has_api_key: false, api_key_hint: null },
    })

    await screen.findByLabelText('OpenRouter key')
    expect(api.to('GET /api/settings/api-key/')).toEqual([])
  })
})

describe('connecting with OpenRouter', () => {
  const connect = 'POST /api/settings/api-key/connect/'
  const saved = { has_api_key: true, api_key_hint: 'wxyz', verified: true }
  let sentTo: URL

  beforeEach(() => {
    vi.spyOn(location, 'assign').mockImplementation((url) => void (sentTo = new URL(url)))
  })

  afterEach(() => vi.restoreAllMocks())

  /** Sends the person away, and says with which state they would come back. */
  async function leave() {
    const page = await show('/settings')
    await userEvent.click(await screen.findByRole('button', { name: 'Connect with OpenRouter' }))
    await waitFor(() => expect(location.assign).toHaveBeenCalled())
    page.unmount()
    return new URL(String(sentTo.searchParams.get('callback_url'))).searchParams.get('connect')
  }

  it('sends the person to OpenRouter with the hash of a secret', async () => {
    const state = await leave()

    expect(sentTo.origin + sentTo.pathname).toBe('https://openrouter.ai/auth')
    expect(sentTo.searchParams.get('code_challenge_method')).toBe('S256')
    expect(sentTo.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/)
    expect(sentTo.searchParams.get('callback_url')).toBe(`${location.origin}/settings?connect=${state}`)
    expect(state).toMatch(/^[\w-]{22}$/)
  })

  it('sends the code on with the secret, shows the new key, and cleans the address', async () => {
    const state = await leave()
    const { api, router } = await show(`/settings?connect=${state}&code=c-1`, { [connect]: saved })

    await screen.findByText('OpenRouter is connected, and its key is saved.')
    expect(screen.getByText('wxyz')).toBeTruthy()
    expect(router.currentRoute.value.fullPath).toBe('/settings#openrouter')
    const body = api.to(connect)[0]?.body as { code: string; code_verifier: string }
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body.code_verifier))
    expect(body.code).toBe('c-1')
    expect(body.code_verifier.length).toBeGreaterThanOrEqual(43)
    expect(Buffer.from(hash).toString('base64url')).toBe(sentTo.searchParams.get('code_challenge'))
  })

  it('does not send a code twice', async () => {
    const state = await leave()
    const address = `/settings?connect=${state}&code=c-1`
    const first = await show(address, { [connect]: saved })
    await screen.findByText(/OpenRouter is connected/)
    first.unmount()

    const { api } = await show(address)

    await screen.findByText(/Start connecting again/)
    expect(api.to(connect)).toEqual([])
  })

  it.each(['/settings?connect=another&code=c-1', '/settings?connect=&code=c-1'])(
    'takes no code that this tab did not ask for: %s',
    async (address) => {
      await leave()
      const { api, router } = await show(address)

      await screen.findByText(/Start connecting again/)
      expect(api.to(connect)).toEqual([])
      expect(router.currentRoute.value.query).toEqual({})
    },
  )

  it('gives no key to another user who has signed in meanwhile', async () => {
    const state = await leave()
    const { api } = await show(`/settings?connect=${state}&code=c-1`, {
      'GET /api/auth/me/': { ...settings.user, id: 'u2' },
    })

    await screen.findByText(/Start connecting again/)
    expect(api.to(connect)).toEqual([])
  })

  it('that the person declined changes nothing', async () => {
    const state = await leave()
    await show(`/settings?connect=${state}`)

    await screen.findByText(/sent you back without a key, so nothing has changed/)
  })

  it('that OpenRouter refuses is told, and can be begun again', async () => {
    const state = await leave()
    await show(`/settings?connect=${state}&code=c-1`, {
      [connect]: problem(422, 'connect-failed', { detail: 'The code has expired. Connect again.' }),
    })

    expect((await screen.findByRole('alert')).textContent).toContain('The code has expired.')
    expect(screen.getByRole('button', { name: 'Connect with OpenRouter' })).toBeTruthy()
  })

  it('is not offered where the browser cannot hash', async () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    await show('/settings')

    await screen.findByLabelText('New OpenRouter key')
    expect(screen.queryByRole('button', { name: 'Connect with OpenRouter' })).toBeNull()
  })
})
