import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { password, register, signIn, signInToApi } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()
const inputs = ['topic,__name', ...Array.from({ length: 16 }, (_, index) => `tide ${index},Row ${index + 1}`)]

test('A comparison is started from a file, goes on without its page, and is judged', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const cells = page.getByRole('gridcell')
  let email
  let board

  await step('Somebody puts variants and inputs together, and a reload loses none of it', async () => {
    email = await register(page, 'Ada Lovelace')
    const api = await signInToApi(stage.app.url, email)
    const { id } = await api('POST', '/api/prompts/', {
      name: 'Tutor',
      user_message_template: 'Explain {{ topic }}.',
      model_config: { model: 'simulator/quick' },
    })
    await page.goto(`/comparisons/new?prompt=${id}&model=simulator/quick`)
    await page.getByRole('button', { name: 'Add variants' }).click()
    await page.getByLabel('Find models').fill('simulator/steady')
    await page.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: 'Add 1 variant' }).click()
    await page.getByRole('button', { name: 'Paste or upload…' }).click()
    await page.getByLabel('Text').fill('topic,__name\n"never closed')
    await page.getByRole('dialog').getByRole('button', { name: 'Add inputs' }).click()
    await page
      .getByRole('dialog')
      .getByText(/line 2/i)
      .first()
      .waitFor()
    await page.getByLabel('Text').fill(inputs.join('\n'))
    await page.getByRole('dialog').getByRole('button', { name: 'Add inputs' }).click()
    await page.getByText('16 inputs').waitFor()
    await page.reload()
    await page.getByText('16 inputs').waitFor()
    await page.getByText(/to \$|not known beforehand/).waitFor()
  })

  await step('sees the answers arrive', async () => {
    await page.getByRole('button', { name: 'Start 32 runs' }).click()
    await page.waitForURL(/\/comparisons\/[0-9a-f-]{36}$/)
    board = page.url()
    await cells
      .first()
      .getByText(/\d (s|ms) ·/)
      .waitFor({ timeout: 30_000 })
  })

  await step('finds the same board in another browser, still running, and stops it there', async () => {
    const { page: other } = await openPage(t, stage.browser, stage.app.url)
    await signIn(other, email, password)
    await other.getByRole('heading', { name: /^Hello/ }).waitFor()
    await other.goto(board)
    await other.getByRole('button', { name: 'Stop all' }).click()
    await other.getByText('All 32 runs are over.').waitFor({ timeout: 20_000 })
    await page.getByText('All 32 runs are over.').waitFor({ timeout: 20_000 })
  })

  await step('runs anew what was stopped', async () => {
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText(/of 32 runs are over/).waitFor()
    await page.getByText('All 32 runs are over.').waitFor({ timeout: 60_000 })
  })

  await step('marks by keys alone, and reads what changed against the base', async () => {
    await cells.first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('4')
    await page.keyboard.press('b')
    await cells.nth(1).getByText('4 of 5 · ▲ better').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('Changes', { exact: true }).click()
    await page.getByText(/insertions?, \d+ removals?/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('b')
    await cells.nth(1).getByText('4 of 5', { exact: true }).waitFor()
  })

  await step('votes without seeing a name in page or network', async () => {
    await page.goto('about:blank')
    const told = []
    const hear = async (response) => {
      if (response.url().includes('/api/comparisons/')) told.push(await response.text())
    }
    page.on('response', hear)
    await page.goto(`${board}/vote`)
    await page.getByRole('heading', { name: 'Left', exact: true }).waitFor()
    page.off('response', hear)
    assert.equal(told.length, 1)
    assert.doesNotMatch(told.join() + (await page.getByRole('main').innerText()), /simulator\//)
    await page.keyboard.press('ArrowLeft')
    await page.getByText(/You preferred “Tutor v1 on simulator\//).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Left', exact: true }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.getByText('You found them equal.').waitFor()
  })

  await step('reads a verdict, and takes the table away', async () => {
    await page.goto(`${board}?view=summary`)
    await page.getByText(/Not enough votes yet: about \d+ more/).waitFor()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Export as CSV' }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    assert.match(text, /Row 16/)
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 400, 401), [])
  })
})
