import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeApi, problem } from '@/../tests/fakeApi'
import { api, useCredentials } from './http'
import { Problem } from './problem'

let token: string | null
const refresh = vi.fn<() => Promise<boolean>>()
const ended = vi.fn()

const onlyFor = (fresh: string) => ({
  'GET /api/runs/': ({ headers }: { headers: Record<string, string> }) =>
    headers.Authorization === `Bearer ${fresh}` ? { ok: true } : problem(401, 'not-signed-in'),
})

beforeEach(() => {
  token = 'old'
  refresh.mockReset().mockImplementation(async () => {
    await Promise.resolve()
    token = 'new'
    return true
  })
  ended.mockReset()
  useCredentials({ token: () => token, refresh, ended })
})

describe('a call whose token has run out', () => {
  it('renews the session once for all calls, and is made again', async () => {
    const fake = fakeApi(onlyFor('new'))

    const answers = await Promise.all([api('GET', 'runs/'), api('GET', 'runs/'), api('GET', 'runs/')])

    expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }])
    expect(refresh).toHaveBeenCalledTimes(1)
    expect(fake.calls).toHaveLength(6)
  })

  it('ends the session when it cannot be renewed', async () => {
    fakeApi(onlyFor('new'))
    refresh.mockResolvedValue(false)

    await expect(api('GET', 'runs/')).rejects.toMatchObject({ code: 'not-signed-in' })

    expect(ended).toHaveBeenCalledTimes(1)
  })

  it('ends nothing when the server is out of reach', async () => {
    fakeApi(onlyFor('new'))
    refresh.mockRejectedValue(Problem.offline())

    await expect(api('GET', 'runs/')).rejects.toMatchObject({ code: 'offline' })

    expect(ended).not.toHaveBeenCalled()
  })

  it('is made again no more than once', async () => {
    const fake = fakeApi(onlyFor('never'))

    await expect(api('GET', 'runs/')).rejects.toBeInstanceOf(Problem)

    expect(fake.calls).toHaveLength(2)
  })
})

describe('a call', () => {
  it('that is anonymous keeps its 401 to itself', async () => {
    fakeApi({ 'POST /api/auth/login/': problem(401, 'invalid-credentials') })

    await expect(api('POST', 'auth/login/', { anonymous: true, body: {} })).rejects.toMatchObject({
      code: 'invalid-credentials',
    })

    expect(refresh).not.toHaveBeenCalled()
  })

  it('that meets no server throws a Problem', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))

    await expect(api('GET', 'runs/')).rejects.toMatchObject({ code: 'offline' })
  })

  it('that meets something which is no problem document still throws a Problem', async () => {
    fakeApi({ 'GET /api/runs/': () => new Response('<html>', { status: 503 }) })

    await expect(api('GET', 'runs/')).rejects.toMatchObject({ message: 'The server answered 503' })
  })
})

describe('where the call goes', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.resetModules()
  })

  it.each([
    ['', '/api/runs/', 'same-origin'],
    ['https://api.promptlab.example', 'https://api.promptlab.example/api/runs/', 'include'],
  ])('with VITE_API_BASE_URL "%s" is %s, its cookie %s', async (base, address, credentials) => {
    vi.stubEnv('VITE_API_BASE_URL', base)
    vi.resetModules()
    const fetched = vi.fn(async () => Response.json({}))
    vi.stubGlobal('fetch', fetched)

    await (await import('./http')).api('GET', 'runs/')

    expect(fetched).toHaveBeenCalledWith(address, expect.objectContaining({ credentials }))
  })
})
