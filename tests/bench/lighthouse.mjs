// What does Lighthouse make of the first pages that people see? It is fetched for the occasion.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from '../../local/ports.mjs'
import { run } from '../../local/processes.mjs'
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { openSharedBrowser } from '../e2e/browser.mjs'
import { table } from './figures.mjs'
import { addPrompts } from './library.mjs'
import { signIn } from './pages.mjs'

// The newest that runs on Node 20.
const lighthouse = 'lighthouse@12.8.2'
const categories = ['performance', 'accessibility', 'best-practices']
const devices = { desktop: ['--preset=desktop'], phone: [] }
const bound = 95

/** A row for each page and device, from 0 to 100. */
export async function measureLighthouse() {
  const app = await openApp()
  const folder = await mkdtemp(path.join(tmpdir(), 'lighthouse-'))
  const [port] = await freePorts(1)
  const browser = await openSharedBrowser(path.join(folder, 'profile'), port)
  try {
    const rows = []
    for (const device of Object.keys(devices)) {
      rows.push([`/login, ${device}`, ...(await measure(`${app.url}/login`, device, port, folder))])
    }
    const account = await Account.register(app.url)
    await addPrompts(account, 100)
    await signIn(browser.pages()[0], app.url, account)
    for (const device of Object.keys(devices)) {
      rows.push([`/prompts, ${device}`, ...(await measure(`${app.url}/prompts`, device, port, folder))])
    }
    return {
      lines: [`Lighthouse, at least ${bound} wanted`, table(['', ...categories], rows)],
      figures: rows.flatMap(([page, ...scores]) =>
        categories.map((name, index) => scored(`${page}: ${name}`, scores[index])),
      ),
    }
  } finally {
    await browser.close()
    await app.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Of this, more is better. */
const scored = (name, value) => ({ name, unit: 'of 100', value, at_least: bound, holds: value >= bound })

/** Who is signed in stays so: nothing that the browser keeps is cleared. */
async function measure(url, device, port, folder) {
  const report = path.join(folder, 'report.json')
  const options = [
    ...[`--port=${port}`, '--output=json', `--output-path=${report}`, '--quiet', '--disable-storage-reset'],
    ...[`--only-categories=${categories}`, ...devices[device]],
  ]
  await run('Lighthouse', 'npm', [
    'exec',
    '--yes',
    `--package=${lighthouse}`,
    '--',
    'lighthouse',
    url,
    ...options,
  ])
  const { categories: results } = JSON.parse(await readFile(report, 'utf8'))
  return categories.map((name) => Math.round(results[name].score * 100))
}
