import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { freePorts, host } from '../../local/ports.mjs'
import { run } from '../../local/processes.mjs'
import { openApp } from './app.mjs'
import { complaints, openBrowser, openPage } from './browser.mjs'
import { chooseOption, notice, register, template, writePrompt } from './people.mjs'
import { startStaticHost } from './staticHost.mjs'

// The page on a host of its own, of the same site as the API. Browsers take every name under localhost for this machine.
let app
let api
let page
let evil
let browser
let folder
let staticHost

before(async () => {
  const [port] = await freePorts(1)
  page = `http://app.promptlab.localhost:${port}`
  evil = `http://evil.promptlab.localhost:${port}`
  app = await openApp({ Cors__AllowedOrigins: page })
  api = app.url.replace(host, 'api.promptlab.localhost')

  folder = await mkdtemp(path.join(tmpdir(), 'promptlab-page-'))
  const build = ['exec', '-w', 'static-web', '--', 'vite', 'build', '--outDir', folder, '--emptyOutDir']
  await run('The build of the page', 'npm', build, { env: { VITE_API_BASE_URL: api } })
  staticHost = await startStaticHost(folder, port)
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await staticHost?.stop()
  await app?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

test('The page works from an origin of its own', async (t) => {
  const { page: tab, context, messages, step } = await openPage(t, browser, page)
  const asked = new Set()
  tab.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (pathname.startsWith('/api/')) asked.add(origin)
  })

  await step('A newcomer registers', () => register(tab, 'Ada Lovelace'))

  await step('is still signed in after a reload, by a cookie that only the API sees', async () => {
    await tab.reload()
    await tab.getByRole('heading', { name: /^Hello/ }).waitFor()

    const cookies = await context.cookies()
    assert.deepEqual(
      cookies.map(({ domain, httpOnly, sameSite }) => ({ domain, httpOnly, sameSite })),
      [{ domain: 'api.promptlab.localhost', httpOnly: true, sameSite: 'Strict' }],
    )
  })

  await step('writes a prompt and a second version of it', async () => {
    await writePrompt(tab, { name: 'Tutor', text: 'Explain {{ topic }} in three paragraphs.' })
    await tab.getByRole('link', { name: 'Edit prompt' }).click()
    await template(tab).fill('Explain {{ topic }} at length.')
    await tab.getByRole('button', { name: 'Save version' }).click()
    await notice(tab, 'Saved as version 2.')
  })

  await step('comes back to it by its address alone', async () => {
    await tab.reload()
    await tab.getByRole('heading', { name: 'Tutor' }).first().waitFor()
  })

  await step('runs it and watches the answer stream in', async () => {
    await tab.goto('/playground')
    await chooseOption(tab, 'Prompt', 'Tutor')
    await chooseOption(tab, 'Model', 'simulator/steady')
    await tab.getByRole('textbox', { name: 'topic' }).fill('tides')
    await tab.getByRole('button', { name: 'Run', exact: true }).click()

    const lengths = new Set()
    while (!(await tab.getByText(/Finished in .* cost/).isVisible())) {
      lengths.add((await tab.getByRole('region', { name: 'Answer' }).innerText()).length)
      await tab.waitForTimeout(100)
    }
    assert.ok(lengths.size > 3, `the answer came in ${lengths.size} pieces`)
  })

  await step('is to come back to the page from OpenRouter', async () => {
    // OpenRouter itself takes plain http for localhost alone, so nobody goes there.
    await tab.route('**/auth?*', (route) => route.abort())
    await tab.goto('/settings')
    const [sent] = await Promise.all([
      tab.waitForRequest('**/auth?*'),
      tab.getByRole('button', { name: 'Connect with OpenRouter' }).click(),
    ])
    const callback = new URL(new URL(sent.url()).searchParams.get('callback_url'))
    assert.equal(callback.origin + callback.pathname, `${page}/settings`)
  })

  await step('takes everything along in one file', async () => {
    await tab.goto('/settings')
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      tab.getByRole('button', { name: 'Export everything' }).click(),
    ])
    assert.match(download.suggestedFilename(), /^promptlab-\d{4}-\d\d-\d\d\.json$/)
  })

  await step('is not robbed by another page of the same site', () => attack(context))

  await step('is signed in still, and signs out', async () => {
    await tab.reload()
    await tab.getByRole('button', { name: 'Sign out', exact: true }).click()
    await tab.waitForURL((url) => ['/', '/login'].includes(url.pathname))
    await tab.goto('/prompts')
    await tab.waitForURL(/\/login/)
    assert.deepEqual(await context.cookies(), [])
  })

  await step('and the page asked nobody but the API and had nothing to complain of', () => {
    assert.deepEqual([...asked], [api])
    // A stranger's silent refresh is answered 401.
    assert.deepEqual(complaints(messages, 401), [])
  })
})

test('The page has the same headers as beside the API, and may connect to the API besides', async () => {
  const asset = (await (await fetch(app.url)).text()).match(/\/assets\/[^"]+\.css/)[0]

  for (const address of ['/', '/prompts/1', asset]) {
    const beside = await fetch(app.url + address)
    const apart = await fetchPage(address)

    assert.equal(apart.status, 200, address)
    for (const name of [
      'cache-control',
      'cross-origin-opener-policy',
      'permissions-policy',
      'referrer-policy',
    ]) {
      assert.equal(apart.headers.get(name), beside.headers.get(name), `${name} of ${address}`)
    }
    assert.equal(policyOf(apart), policyOf(beside).replace("connect-src 'self'", `$& ${api}`))
  }
})

test('Neither a lost asset nor the API is answered with the page', async () => {
  for (const address of ['/assets/gone-0000.js', '/api/health/', '/api/docs/']) {
    assert.ok((await fetchPage(address)).status >= 400, address)
  }
})

/** A page of the same site, to which the browser gives the cookie along, though it is not listed. */
async function attack(context) {
  const tab = await context.newPage()
  await tab.goto(`${evil}/login`)

  const answers = await tab.evaluate(async (api) => {
    const send = (path, mode) => fetch(api + path, { method: 'POST', credentials: 'include', mode })
    const tell = (sent) =>
      sent.then(
        ({ type, status }) => `${type} ${status}`,
        ({ message }) => message,
      )
    return {
      read: await tell(send('/api/auth/refresh/', 'cors')),
      refresh: await tell(send('/api/auth/refresh/', 'no-cors')),
      signOut: await tell(send('/api/auth/logout/', 'no-cors')),
    }
  }, api)

  // What is sent all the same is refused there, unread: the session that stands afterwards shows it.
  assert.deepEqual(answers, { read: 'Failed to fetch', refresh: 'opaque 0', signOut: 'opaque 0' })
  await tab.close()
}

/** By number: unlike browsers, Node asks a name server for names under localhost. */
const fetchPage = (address) => fetch(`http://${host}:${new URL(page).port}${address}`)

const policyOf = ({ headers }) => headers.get('content-security-policy')
