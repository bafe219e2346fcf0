import { mkdirSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { results } from '../suites.mjs'
import { findChromium } from './chromium.mjs'

// As root and without a network: no sandbox, and nothing that Chromium would look up for itself.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function openBrowser() {
  return chromium.launch({
    executablePath: await findChromium(),
    headless: true,
    args,
  })
}

/** A browser that other programs can drive as well, by this port. What is done in it, such as signing in, they find done. */
export async function openSharedBrowser(folder, port) {
  return chromium.launchPersistentContext(folder, {
    executablePath: await findChromium(),
    headless: true,
    args: [...args, `--remote-debugging-port=${port}`],
  })
}

/**
 * A page for one test, and `step(name, action)` for what a person does there, one after the other. A step that
 * fails leaves a picture and the page's console in tests/results/, and ends the journey.
 */
export async function openPage(t, browser, baseURL, options = {}) {
  const context = await browser.newContext({ baseURL, ...options })
  t.after(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const messages = listen(page)

  const step = async (name, action) => {
    let failure
    await t.test(name, async () => {
      try {
        await action()
      } catch (error) {
        failure = error
        await keep(page, messages, `${t.name} - ${name}`)
        throw error
      }
    })
    if (failure) {
      throw new Error(`The journey ended at "${name}"`, { cause: failure })
    }
  }
  return { page, context, messages, step }
}

/** What the page had to complain of. `expected` are the statuses that the journey means to get; the browser tells each. */
export function complaints(messages, ...expected) {
  const notices = expected.map((status) => `the server responded with a status of ${status}`)
  return messages.filter(
    (message) => /^(error|uncaught)/.test(message) && !notices.some((notice) => message.includes(notice)),
  )
}

/** What the page says to nobody: its console, its uncaught errors, the requests that got no answer. */
function listen(page) {
  const messages = []
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => messages.push(`uncaught: ${error.stack}`))
  page.on('requestfailed', (request) =>
    messages.push(`request: ${request.url()} ${request.failure()?.errorText}`),
  )
  return messages
}

async function keep(page, messages, title) {
  const name = title.replace(/[^\w-]+/g, '-').slice(0, 100)
  mkdirSync(results(), { recursive: true })
  writeFileSync(results(`${name}.console.txt`), [page.url(), ...messages, ''].join('\n'))
  // A page that hangs must not hide the failure itself.
  await page.screenshot({ path: results(`${name}.png`), timeout: 5000 }).catch(() => {})
}
