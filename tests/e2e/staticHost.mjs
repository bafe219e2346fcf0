import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { host } from '../../local/ports.mjs'
import { Child } from '../../local/processes.mjs'
import { answering, ready } from '../../local/programs.mjs'
import { results } from '../suites.mjs'

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
}

/**
 * Serves a built page as Azure Static Web Apps would, by its staticwebapp.config.json. Their own emulator is no dependency
 * (docs/origins.md says why); STATIC_HOST=swa fetches it for the occasion and takes it instead.
 */
export function startStaticHost(folder, port) {
  return process.env.STATIC_HOST === 'swa' ? startEmulator(folder, port) : startServer(folder, port)
}

/** Without installation scripts: they compile a keychain module, which only its "deploy" needs. */
async function startEmulator(folder, port) {
  const swa = [
    'swa',
    'start',
    folder,
    '--swa-config-location',
    folder,
    '--host',
    host,
    '--port',
    String(port),
  ]
  const emulator = new Child(
    'The Static Web Apps CLI',
    'npm',
    ['exec', '--yes', '--ignore-scripts', '--package=@azure/static-web-apps-cli@2', '--', ...swa],
    { log: results('swa.log') },
  )
  await ready(emulator, 300, (signal) => answering(`http://${host}:${port}/`, signal))
  return emulator
}

async function startServer(folder, port) {
  const config = JSON.parse(await readFile(path.join(folder, 'staticwebapp.config.json'), 'utf8'))

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://page')
    const found = await find(folder, pathname, config.navigationFallback)
    const headers = Object.assign({}, config.globalHeaders, ...routesOf(config, pathname))
    response
      .writeHead(found ? 200 : 404, found && { ...headers, 'Content-Type': found.type })
      .end(found?.content)
  })
  await new Promise((resolve) => server.listen(port, host, resolve))

  return {
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

async function find(folder, pathname, { rewrite, exclude }) {
  return (
    (await open(folder, pathname)) ??
    (exclude.some((pattern) => matches(pattern, pathname)) ? undefined : open(folder, rewrite))
  )
}

async function open(folder, pathname) {
  const type = types[path.extname(pathname).slice(1)]
  const content = type && (await readFile(path.join(folder, pathname)).catch(() => undefined))
  return content && { content, type }
}

const routesOf = ({ routes }, pathname) =>
  routes.filter(({ route }) => matches(route, pathname)).map(({ headers }) => headers)

/** The only wildcard is a star at the end. */
const matches = (pattern, pathname) =>
  pattern.endsWith('*') ? pathname.startsWith(pattern.slice(0, -1)) : pathname === pattern
