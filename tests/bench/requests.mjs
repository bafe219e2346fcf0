import { setTimeout as sleep } from 'node:timers/promises'
import { Account } from '../e2e/account.mjs'
import { password } from '../e2e/people.mjs'
import { directRead } from './direct.mjs'

/**
 * What `npm run bench -- http` asks: {name, ask}, where ask makes what load() takes; over is the name of what it is compared
 * with, besides names what it may take hardly longer than, and seconds is how long a round is where the usual time is short.
 */
export async function reads(small, large) {
  const [fewRuns, manyRuns] = ['20 of 1,000 runs, read directly', '20 of 100,000 runs, read directly']
  const [fewPrompts, manyPrompts] = [
    '20 of 1,000 prompts, read directly',
    '20 of 10,000 prompts, read directly',
  ]
  return [
    await direct(fewRuns, small, 'Runs', 'r-'),
    await page(small, 1, 'runs, page 1 of 1,000', fewRuns),
    await page(small, 50, 'runs, page 50 of 1,000', fewRuns),
    await direct(manyRuns, large, 'Runs', 'r-'),
    await page(large, 1, 'runs, page 1 of 100,000', manyRuns),
    await page(large, 100, 'runs, page 100 of 100,000', manyRuns),
    {
      ...(await page(large, 4_000, 'runs, page 4,000 of 100,000', manyRuns)),
      besides: ['runs, page 1 of 100,000', 'runs, page 100 of 100,000'],
    },
    await direct(fewPrompts, small, 'Prompts', 'l-'),
    { name: 'prompts, page 1 of 1,000', over: fewPrompts, ask: () => get(small.account, 'prompts/') },
    await direct(manyPrompts, large, 'Prompts', 'l-'),
    { name: 'prompts, page 1 of 10,000', over: manyPrompts, ask: () => get(large.account, 'prompts/') },
    { name: 'sign-in', over: fewPrompts, ask: () => signIn(small.account), seconds: 2 },
  ]
}

/** Runs that are created are executed as well, by the same two cores; the next round waits for the last of them. */
export async function creation({ app, account: { url } }) {
  const account = await Account.register(url)
  await account.call('PATCH', 'settings/', { limits: { max_concurrent_runs: 32 } })
  const { id } = await account.createPrompt()
  const body = { model_id: 'simulator/echo', variables: { text: 'word' } }
  const over = "20 of one's prompts, read directly"
  return [
    await direct(over, { app, account }, 'Prompts', 'l-'),
    {
      name: 'creation of a run',
      over,
      ask: async () => ({ ...(await get(account, `prompts/${id}/run/`)), method: 'POST', body }),
      calm: () => untilOver(account),
    },
  ]
}

async function direct(name, { app, account }, table, prefix) {
  const request = await directRead(app, account, table, prefix)
  return { name, ask: () => request }
}

/** Pages are reached as the page does it, by the link of the one before; only that one is looked up by its number. */
async function page({ account }, number, name, over) {
  const path =
    number === 1 ? 'runs/' : (await account.get(`runs/?page=${number - 1}`)).next.replace('/api/', '')
  return { name, over, ask: () => get(account, path) }
}

const get = async (account, path) => ({
  url: `${account.url}/api/${path}`,
  headers: { authorization: `Bearer ${await account.freshAccess()}` },
})

const signIn = ({ url, email }) => ({
  url: `${url}/api/auth/login/`,
  method: 'POST',
  body: { email, password },
})

async function untilOver(account) {
  for (const status of ['queued', 'running']) {
    while ((await account.get(`runs/?page_size=1&status=${status}`)).results.length > 0) {
      await sleep(200)
    }
  }
}
