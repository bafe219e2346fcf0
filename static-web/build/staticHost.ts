import { readFileSync } from 'node:fs'
import { loadEnv, type Plugin } from 'vite'

const hostJson = new URL('../../host.json', import.meta.url)

interface HttpSettings {
  hsts: { maxAge: string }
  customHeaders: Record<string, string>
}

/**
 * With VITE_API_BASE_URL the page is built for a host of its own (docs/origins.md): into another folder, so that it cannot
 * be shipped with the API by mistake, and with what Azure Static Web Apps has to know. Without it nothing changes.
 */
export function staticHost(): Plugin {
  let apiOrigin: string | undefined

  return {
    name: 'promptlab:static-host',
    config({ build }, { mode }) {
      apiOrigin = loadEnv(mode, process.cwd(), 'VITE_').VITE_API_BASE_URL || undefined
      if (!apiOrigin) return
      if (!isOrigin(apiOrigin)) throw complaintAbout(apiOrigin)
      return { build: { outDir: build?.outDir ?? 'dist-static' } }
    },
    generateBundle() {
      if (!apiOrigin) return
      const { extensions } = JSON.parse(readFileSync(hostJson, 'utf8'))
      const source = JSON.stringify(staticWebApp(extensions.http, apiOrigin), null, 2)
      this.emitFile({ type: 'asset', fileName: 'staticwebapp.config.json', source })
    },
  }
}

/** The same headers as host.json gives the page beside the API, but that it may connect to the API; and the same caching. */
export function staticWebApp({ hsts, customHeaders }: HttpSettings, apiOrigin: string) {
  const { 'Content-Security-Policy': policy = '', ...others } = customHeaders

  return {
    navigationFallback: { rewrite: '/index.html', exclude: ['/assets/*', '/api/*'] },
    globalHeaders: {
      ...others,
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policy.replace("connect-src 'self'", `$& ${apiOrigin}`),
      'Strict-Transport-Security': `max-age=${secondsOf(hsts.maxAge)}`,
    },
    routes: [{ route: '/assets/*', headers: { 'Cache-Control': 'public, max-age=31536000, immutable' } }],
  }
}

/** A time as .NET writes it, 365.00:00:00. */
function secondsOf(time: string) {
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = time.split(/[.:]/).map(Number)
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
}

/** One sentence: the place in the code that vite would print below it helps nobody. */
function complaintAbout(address: string) {
  const error = new Error(
    `VITE_API_BASE_URL is '${address}', which is no https origin: write it as browsers do, such as https://api.promptlab.example, or leave it out where the app serves the page itself.`,
  )
  error.stack = error.message
  return error
}

function isOrigin(text: string) {
  if (!URL.canParse(text)) return false
  const { origin, protocol, hostname } = new URL(text)
  const isAtHome = protocol === 'http:' && /(^|\.)localhost$|^127\./.test(hostname)
  return text === origin && /^[\w.-]+$/.test(hostname) && (protocol === 'https:' || isAtHome)
}
