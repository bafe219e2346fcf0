// Does a board of 10 columns and 200 rows scroll as a small one does, while it fills and once it is full?
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { openBrowser } from '../e2e/browser.mjs'
import { figure, ms, percentile, table } from './figures.mjs'
import { signIn, watchTasks } from './pages.mjs'

const columns = 10
const rows = 200
const frames = 300

export async function measureBoard() {
  const pace = { Simulator__FirstTokenMs: '100', Simulator__TokenMs: '20' }
  const app = await openApp({ RateLimits__RunsPerUser: '0', Simulator__BalanceUsd: '1000', ...pace })
  const browser = await openBrowser()
  try {
    const account = await Account.register(app.url)
    await account.call('PATCH', 'settings/', { limits: { max_concurrent_runs: 16 } })
    const small = await compare(account, 2, 20)
    const large = await compare(account, columns, rows)
    const page = await browser.newPage({ baseURL: app.url })
    await watchTasks(page)
    await signIn(page, app.url, account)
    const looks = {
      '2,000 cells, filling': await scroll(page, large),
      '40 cells, full': await scroll(page, small, /^All/),
      '2,000 cells, full': await scroll(page, large, /^All/),
    }
    return {
      lines: [
        `A board of ${columns} columns and ${rows} rows beside one of 2 and 20, ${frames} frames down and up again, ms`,
        table(
          ['', 'usable', 'frame, median', 'frame, p95', 'frames over 34 ms', 'longest task'],
          Object.entries(looks).map(([name, look]) => [name, ...cellsOf(look)]),
        ),
      ],
      figures: Object.entries(looks).flatMap(([name, { usable, times, longest }]) => [
        figure(`${name}: usable`, 'ms', [usable]),
        figure(`${name}: a frame`, 'ms', times),
        figure(`${name}: longest task`, 'ms', [longest]),
      ]),
    }
  } finally {
    await browser.close()
    await app.stop()
  }
}

async function compare(account, variants, inputs) {
  const { id: prompt_id } = await account.createPrompt()
  const { id } = await account.call('POST', 'comparisons/', {
    name: 'Bench',
    variants: Array.from({ length: variants }, (_, index) => ({
      prompt_id,
      model_id: 'simulator/quick',
      label: `Variant ${index + 1}`,
    })),
    inputs: Array.from({ length: inputs }, (_, index) => ({ variables: { text: `word ${index}` } })),
  })
  return id
}

/** Opens a board, waits until it says so, and moves it by a row in four frames, to its end or for as long as frames are counted. */
async function scroll(page, id, said = /are over/) {
  const start = performance.now()
  await page.goto(`/comparisons/${id}`)
  await page.getByRole('gridcell').first().waitFor({ timeout: 60_000 })
  const usable = performance.now() - start
  await page.getByRole('status').getByText(said).waitFor({ timeout: 600_000 })
  const { times, longest } = await page.getByRole('grid').evaluate(async (grid, count) => {
    globalThis.longTasks.length = 0
    const times = []
    let last = await new Promise(requestAnimationFrame)
    for (let frame = 0; frame < count * 2; frame++) {
      grid.scrollTop += frame < count ? 37 : -37
      const now = await new Promise(requestAnimationFrame)
      times.push(now - last)
      last = now
    }
    return { times, longest: Math.max(0, ...globalThis.longTasks) }
  }, frames)
  return { usable, times, longest }
}

function cellsOf({ usable, times, longest }) {
  const slow = times.filter((time) => time > 34).length
  return [
    ms(usable),
    ms(percentile(times, 0.5)),
    ms(percentile(times, 0.95)),
    `${slow} of ${times.length}`,
    ms(longest),
  ]
}
