// How long until a page can be used in an account with 10,000 prompts and 100,000 runs, and how long does it block?
import { openBrowser } from '../e2e/browser.mjs'
import { password } from '../e2e/people.mjs'
import { figure, ms, table } from './figures.mjs'

const rounds = 5
const bound = 2000

/** A row for each page: until what it is for can be seen, and its longest task on the main thread. */
export async function measurePages(stage) {
  const { app, account, prompts } = await stage.large()
  const browser = await openBrowser()
  try {
    const run = (await account.get('runs/?page_size=1')).results[0]
    const page = await browser.newPage({ baseURL: app.url })
    await watchTasks(page)
    await signIn(page, app.url, account)
    const looks = []
    for (const each of pages(prompts[0], run)) {
      looks.push(await look(page, each))
    }
    const cells = ({ first, usable, longest }) => [first, usable.value, usable.highest, longest.value].map(ms)
    return {
      lines: [
        `Pages of the large account, ${rounds} loads each, ms; usable within ${bound}`,
        table(
          ['', 'usable, first time', 'usable, median', 'usable, slowest', 'longest task'],
          looks.map((each) => [each.name, ...cells(each)]),
        ),
      ],
      figures: looks.flatMap(({ usable, longest }) => [usable, longest]),
    }
  } finally {
    await browser.close()
  }
}

async function look(page, { name, path, sign }) {
  const first = await open(page, path, sign)
  const looks = []
  for (let round = 0; round < rounds; round++) {
    looks.push(await open(page, path, sign))
  }
  return {
    name,
    first: first.usable,
    usable: figure(
      `${name}: usable`,
      'ms',
      looks.map(({ usable }) => usable),
      { atMost: bound },
    ),
    longest: figure(`${name}: longest task of all loads`, 'ms', [
      Math.max(...looks.map(({ longest }) => longest)),
    ]),
  }
}

/** What shows that a page can be used. */
function pages(prompt, run) {
  const heading = (name) => (page) => page.getByRole('heading', { name, level: 1 })
  const heading2 = (name) => (page) => page.getByRole('heading', { name, level: 2 })
  const firstRow = (page) => page.getByRole('row').nth(1)
  return [
    { name: 'Home', path: '/', sign: heading(/^Hello/) },
    {
      name: 'Prompts',
      path: '/prompts',
      sign: (page) => page.getByRole('link', { name: /^Prompt \d+/ }).first(),
    },
    {
      name: 'Prompts, a search',
      path: '/prompts?search=xylophone',
      sign: (page) => page.getByText(/\d+ prompts/).first(),
    },
    { name: 'A prompt', path: `/prompts/${prompt.id}`, sign: heading(prompt.name) },
    {
      name: 'The editor',
      path: `/prompts/${prompt.id}/edit`,
      sign: (page) => page.locator('.cm-content').first(),
    },
    {
      name: 'Playground',
      path: `/playground?prompt=${prompt.id}`,
      sign: (page) => page.getByRole('textbox', { name: 'text' }),
    },
    { name: 'Runs', path: '/runs', sign: firstRow },
    { name: 'Runs, those that failed', path: '/runs?status=failed', sign: firstRow },
    { name: 'Analytics, 30 days', path: '/runs/analytics', sign: heading2('Cost per day') },
    {
      name: 'Analytics, 90 days',
      path: `/runs/analytics?from=${daysAgo(89)}`,
      sign: heading2('Cost per day'),
    },
    {
      name: 'Analytics, 90 days, all counted',
      path: `/runs/analytics?from=${daysAgo(89)}`,
      sign: (page) => page.locator('main [role=status][aria-busy=false]'),
    },
    { name: 'A run', path: `/runs/${run.id}`, sign: (page) => page.getByText(run.response_preview).first() },
    { name: 'Settings', path: '/settings', sign: heading('Settings') },
  ]
}

const daysAgo = (days) => new Date(Date.now() - days * 24 * 3600 * 1000).toISOString().slice(0, 10)

/** Signs in by the page, as its user would. */
export async function signIn(page, url, account) {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: /^Hello/ }).waitFor()
}

/** Lets the page keep how long its tasks of 50 ms and more take, as browsers tell them. */
export async function watchTasks(page) {
  await page.addInitScript(() => {
    globalThis.longTasks = []
    const keep = (list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration))
    new PerformanceObserver(keep).observe({ type: 'longtask', buffered: true })
  })
}

async function open(page, path, sign) {
  const start = performance.now()
  await page.goto(path)
  await sign(page).waitFor({ timeout: 60_000 })
  const usable = performance.now() - start
  const longest = await page.evaluate(() => Math.max(0, ...globalThis.longTasks))
  return { usable, longest }
}
