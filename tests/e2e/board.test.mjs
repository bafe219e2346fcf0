import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { comeTo, register, signInToApi } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()
// The simulator's echo answers the message itself, so that what a check finds in an answer is known beforehand.
const echo = 'simulator/echo'
const tutor = {
  name: 'Tutor',
  user_message_template: 'Explain {{ topic }}.',
  model_config: { model: echo },
}
const inputs = ['tides', 'rivers and lakes', 'fog'].map((topic) => ({ name: topic, variables: { topic } }))

/** Somebody with a prompt of two versions; the second asks for JSON. */
async function newcomer(page) {
  const api = await signInToApi(stage.app.url, await register(page, 'Ada Lovelace'))
  const { id } = await api('POST', '/api/prompts/', tutor)
  const { name: _, ...version } = tutor
  const changed = '{"topic": {{ topic | json }}}'
  await api('POST', `/api/prompts/${id}/versions/`, { ...version, user_message_template: changed })
  return { api, prompt: id }
}
const over = (page, runs) => page.getByText(`All ${runs} runs are over.`).waitFor({ timeout: 30_000 })
const rowNames = (page) => page.getByRole('rowheader').locator('p:first-child').allInnerTexts()

test('A comparison begins from a prompt, from the playground and from a past run', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const variants = page.getByRole('region', { name: 'Variants' }).getByRole('listitem')
  let api
  let prompt

  await step('Somebody lets two versions answer', async () => {
    ;({ api, prompt } = await newcomer(page))
    await page.goto(`/prompts/${prompt}`)
    await page.getByRole('link', { name: 'Compare answers' }).click()
    await variants.nth(1).waitFor()
    assert.match((await variants.allInnerTexts()).join(), /v1[^]*echo[^]*v2[^]*echo/)
  })

  await step('takes the models of the playground along', async () => {
    await page.goto(`/playground?prompt=${prompt}&model=${echo}&model=simulator/quick`)
    await page.getByRole('textbox', { name: 'topic' }).fill('tides')
    await page.getByRole('button', { name: 'Compare…' }).click()
    await variants.nth(1).waitFor()
    assert.match((await variants.allInnerTexts()).join(), /echo[^]*quick/)
    assert.equal(await page.getByLabel('topic of input 1').inputValue(), 'tides')
  })

  await step('and tries what a past run was given on another model', async () => {
    const run = await api('POST', `/api/prompts/${prompt}/run/`, {
      version_number: 1,
      variables: { topic: 'glaciers' },
    })
    await page.goto(`/runs/${run.id}`)
    await page.getByText(/Finished in/).waitFor()
    await page.getByRole('link', { name: 'Try other models' }).click()
    await variants.first().waitFor()
    assert.equal(await page.getByLabel('topic of input 1').inputValue(), 'glaciers')
    await page.getByRole('button', { name: 'Add variants' }).click()
    await page.getByLabel('Find models').fill('simulator/quick')
    await page
      .getByRole('checkbox', { name: /simulator\/quick/ })
      .first()
      .check()
    await page.getByRole('button', { name: 'Add 1 variant' }).click()
    await page.getByRole('button', { name: 'Start 2 runs' }).click()
    await over(page, 2)
    await page.getByRole('gridcell').first().getByText('Explain glaciers.').waitFor()
  })

  // An input without its value has no estimate: 400.
  await step('and the page had nothing to complain of', () =>
    assert.deepEqual(complaints(messages, 400, 401), []),
  )
})

test('A board is checked, sorted, held against another base, drawn, and deleted', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const cells = page.getByRole('gridcell')
  const column = async (number, item) => {
    await page.getByRole('button', { name: `Column ${number}:` }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  const check = async (number, type, field, value) => {
    await page.getByRole('button', { name: 'Add check' }).click()
    await page.getByLabel(`Check ${number}`, { exact: true }).selectOption(type)
    await page.getByLabel(`${field} of check ${number}`).fill(value)
  }
  let board

  await step('Somebody has a board of two versions', async () => {
    const { api, prompt } = await newcomer(page)
    const variants = [1, 2].map((version_number) => ({ prompt_id: prompt, version_number, model_id: echo }))
    const { id } = await api('POST', '/api/comparisons/', { name: 'Words or JSON', variants, inputs })
    board = `/comparisons/${id}`
    await page.goto(board)
    await over(page, 6)
  })

  await step('is told which check is wrong, and loses none of them', async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Checks…' }).click()
    await check(1, 'icontains', 'Value', '{{ topic }}')
    await check(2, 'is-json', 'Schema', '{"type": "object", "required": ["topic"]}')
    await check(3, 'regex', 'Value', '(never closed')
    await page.getByRole('button', { name: 'Save checks' }).click()
    await page
      .getByText(/regular expression|pattern/i)
      .first()
      .waitFor()
    await page.getByLabel('Value of check 3').fill('^Explain')
    await page.getByRole('button', { name: 'Save checks' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  await step('sees what passed, in each cell and of each variant', async () => {
    await cells.nth(0).getByText('2/3 checks passed').waitFor()
    await cells.nth(1).getByText('2/3 checks passed').waitFor()
    await cells.nth(1).click()
    const told = page.getByRole('dialog').getByRole('list', { name: 'Checks' }).getByRole('listitem')
    await told.nth(2).waitFor()
    const texts = (await told.allInnerTexts()).map((text) => text.split('\n').at(-1))
    assert.deepEqual(texts, ['passed', 'passed', 'failed'])
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: 'Summary' }).click()
    await page.getByText(/^is-json “schema”: 0 %/).waitFor()
    await page.getByText(/^is-json “schema”: 100 %/).waitFor()
  })

  await step('sorts by cost, and finds the same order by the address', async () => {
    await page.getByRole('tab', { name: 'Answers' }).click()
    assert.deepEqual(await rowNames(page), ['tides', 'rivers and lakes', 'fog'])
    await column(2, 'Sort by cost, highest first')
    const head = page.getByRole('columnheader', { name: /v2/ })
    await page.waitForURL(/sort=cost\.2/)
    assert.equal(await head.getAttribute('aria-sort'), 'descending')
    assert.equal((await rowNames(page))[0], 'rivers and lakes')
    await page.reload()
    await cells.first().waitFor()
    assert.equal((await rowNames(page))[0], 'rivers and lakes')
    await column(2, 'Sort by input')
    assert.deepEqual(await rowNames(page), ['tides', 'rivers and lakes', 'fog'])
  })

  await step('holds the first variant against the second', async () => {
    await column(2, 'Hold the others against this')
    await page.getByRole('columnheader', { name: /v2/ }).getByText('base').waitFor()
    await cells.first().click()
    await page.getByRole('dialog').getByText('Changes', { exact: true }).click()
    await page
      .getByRole('dialog')
      .getByLabel(/Changes against .*v2/)
      .getByText('Explain')
      .waitFor()
    assert.match(page.url(), /base=2/)
    assert.match(page.url(), /cell=1\.1\.1/)
    await page.keyboard.press('Escape')
  })

  await step('sees cost against latency, and how long answers took', async () => {
    await page.getByRole('tab', { name: 'Charts' }).click()
    await page.locator('canvas[style]').nth(1).waitFor()
    await page.getByText('As a table').first().click()
    const rows = page.getByRole('table', { name: 'Cost and latency of each variant' }).getByRole('row')
    assert.match(await rows.nth(1).innerText(), /v1[^]*\$0\.\d+[^]*\d (s|ms)/)
  })

  await step('and deletes it; Undo brings it back', async () => {
    const remove = async () => {
      await page.getByRole('button', { name: 'More', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.getByRole('button', { name: 'Undo' }).waitFor()
    }
    await remove()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.goto(board)
    await over(page, 6)
    await remove()
    const gone = page.waitForResponse((answer) => answer.request().method() === 'DELETE')
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await gone
    await page.getByText('No comparisons yet').waitFor()
    await page.goto(board)
    await page.getByRole('alert').waitFor()
  })

  await step('and the page had nothing to complain of', () =>
    assert.deepEqual(complaints(messages, 400, 401, 404), []),
  )
})

test('A comparison is put together, read, stopped and judged by keys alone', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const cells = page.getByRole('gridcell')
  const dialog = page.getByRole('dialog')
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const comeToButton = (name) => comeTo(page, page.getByRole('button', { name }))

  await step('Somebody adds a model and inputs', async () => {
    const { prompt } = await newcomer(page)
    await page.goto(`/comparisons/new?prompt=${prompt}&version=1&model=${echo}`)
    await comeToButton('Add variants')
    await press('Enter')
    await comeTo(page, page.getByLabel('Find models'))
    await page.keyboard.type('simulator/slow-stops')
    await comeTo(page, page.getByRole('checkbox', { name: /slow-stops/ }))
    await press('Space')
    await comeToButton('Add 1 variant')
    await press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await comeToButton('Paste or upload…')
    await press('Enter')
    await comeTo(page, page.getByLabel('Text'))
    await page.keyboard.type('topic\ntides\nfog')
    await comeToButton('Add inputs')
    await press('Enter')
    await dialog.waitFor({ state: 'hidden' })
  })

  await step('adds a check, and starts', async () => {
    await comeToButton('Add check')
    await press('Enter')
    await comeTo(page, page.getByLabel('Value of check 1'))
    await page.keyboard.type('Explain')
    await press('ControlOrMeta+Enter')
    await page.waitForURL(/\/comparisons\/[0-9a-f-]{36}$/)
    await cells.first().getByText('1/1 checks passed').waitFor()
  })

  await step('stops the one cell, while the other goes on', async () => {
    await cells.nth(1).getByRole('button', { name: 'Stop this cell' }).waitFor()
    await comeTo(page, cells.first())
    await press('ArrowRight', 's')
    await cells.nth(1).getByText('Canceled').waitFor()
    await page.getByText('3 of 4 runs are over').waitFor()
    await cells.nth(3).getByRole('button', { name: 'Stop this cell' }).waitFor()
  })

  await step('opens the other, stops it there, and is back at its cell', async () => {
    await press('ArrowDown', 'Enter')
    await comeTo(page, dialog.getByRole('button', { name: 'Stop' }))
    await press('Enter')
    await over(page, 4)
    await press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.ok(await cells.nth(3).evaluate((cell) => cell === document.activeElement))
  })

  await step('rates it, sorts by that, and takes the mark away', async () => {
    await press('5')
    await cells.nth(3).getByText('5 of 5').waitFor()
    await comeToButton('Column 2:')
    await press('Enter', 'ArrowDown', 'ArrowDown', 'Enter')
    await page.waitForURL(/sort=mark\.2/)
    assert.deepEqual(await rowNames(page), ['Input 2', 'Input 1'])
    await comeTo(page, cells.nth(3))
    await press('ArrowUp', '0')
    await page.getByText('5 of 5').waitFor({ state: 'hidden' })
  })

  await step('reads the summary', async () => {
    await comeTo(page, page.getByRole('tab', { name: 'Answers' }))
    await press('ArrowRight')
    await page.getByText(/^icontains “Explain”: 100 %/).waitFor()
  })

  await step('and deletes the board from its menu', async () => {
    await comeToButton('More')
    await press('Enter', 'End', 'Enter')
    await page.getByRole('button', { name: 'Undo' }).waitFor()
  })

  await step('and the page had nothing to complain of', () =>
    assert.deepEqual(complaints(messages, 400, 401), []),
  )
})
