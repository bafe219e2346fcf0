// @vitest-environment node
import { resolveConfig } from 'vite'
import { afterEach, describe, expect, it, vi } from 'vitest'
import host from '../../host.json'
import { staticHost, staticWebApp } from './staticHost'

const { http } = host.extensions

const builtFor = (address: string) => {
  vi.stubEnv('VITE_API_BASE_URL', address)
  return resolveConfig({ configFile: false, plugins: [staticHost()] }, 'build')
}

afterEach(() => vi.unstubAllEnvs())

describe('a page on a host of its own', () => {
  it('has the headers that host.json gives it beside the API, and may connect to the API besides', () => {
    const { globalHeaders } = staticWebApp(http, 'https://api.promptlab.example')
    const {
      'Cache-Control': caching,
      'Strict-Transport-Security': hsts,
      'Content-Security-Policy': policy,
      ...others
    } = globalHeaders as Record<string, string>

    expect({
      ...others,
      'Content-Security-Policy': policy?.replace(' https://api.promptlab.example', ''),
    }).toEqual(http.customHeaders)
    expect(policy?.split('; ')).toContain("connect-src 'self' https://api.promptlab.example")
    expect(hsts).toBe('max-age=31536000')
    expect(caching).toBe('no-cache')
  })

  it.each([
    'api.promptlab.example',
    'http://api.promptlab.example',
    'https://api.promptlab.example/',
    'https://api.promptlab.example/api',
    'https://*',
    'ftp://localhost',
    'http://localhost.evil.example',
  ])('is not built for %s, and says why in one sentence', async (address) => {
    await expect(builtFor(address)).rejects.toThrow(
      `VITE_API_BASE_URL is '${address}', which is no https origin: `,
    )
  })

  it('lies where it always did when it is built to be served with the API', async () => {
    expect((await builtFor('')).build.outDir).toBe('dist')
  })

  it.each([
    'https://api.promptlab.example',
    'https://api.promptlab.example:8443',
    'http://api.promptlab.localhost:7071',
  ])('may be built for %s, and lies in a folder of its own', async (address) => {
    expect((await builtFor(address)).build.outDir).toBe('dist-static')
  })
})
