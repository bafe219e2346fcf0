// How many bytes does a first visit fetch, and how many the next one?
import { openApp } from '../e2e/app.mjs'
import { openBrowser } from '../e2e/browser.mjs'
import { figure, figuresTable } from './figures.mjs'

const boundKb = 120

export async function measureWeight() {
  const app = await openApp()
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({ baseURL: app.url })
    const first = await visit(context)
    const next = await visit(context)
    const scripts = first.filter(({ kind }) => kind === 'script')
    const figures = [
      kilobytes('first visit, JavaScript as gzip', await Promise.all(scripts.map(asGzip)), {
        atMost: boundKb,
      }),
      kilobytes('first visit, JavaScript as it came', scripts),
      kilobytes('first visit, everything', first),
      figure('first visit, requests', '', [first.length]),
      kilobytes('next visit, everything', next),
    ]
    return {
      lines: [
        'The page where a stranger signs in, in Chromium; bodies only, mostly Brotli',
        figuresTable(figures),
      ],
      figures,
    }
  } finally {
    await browser.close()
    await app.stop()
  }
}

/** What came over the wire until the page had nothing more to ask for. */
async function visit(context) {
  const page = await context.newPage()
  const answers = []
  page.on('requestfinished', (request) => answers.push(weigh(request)))
  await page.goto('/login', { waitUntil: 'networkidle' })
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  const weighed = await Promise.all(answers)
  await page.close()
  return weighed
}

async function weigh(request) {
  const { responseBodySize } = await request.sizes()
  // Less than nothing stands for what the browser had.
  return { url: request.url(), kind: request.resourceType(), bytes: Math.max(0, responseBodySize) }
}

/** What the bound speaks of, and what a proxy on the way may leave of the choice. */
async function asGzip({ url }) {
  const response = await fetch(url, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } })
  return { bytes: Number(response.headers.get('content-length')) }
}

const kilobytes = (name, answers, bounds) =>
  figure(name, 'kB', [answers.reduce((sum, { bytes }) => sum + bytes, 0) / 1000], bounds)
