import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { chooseOption, notice, panel, register, template, writePrompt } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

test('A run is stopped, billed for what it was, and run again', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const output = panel(page, 'simulator/slow')

  await step('Somebody runs a long answer', async () => {
    await register(page, 'Ada Lovelace')
    await writePrompt(page, {
      name: 'Rivers',
      text: 'Tell me about {{ topic }}.',
    })
    await page.goto('/playground')
    await chooseOption(page, 'Prompt', 'Rivers')
    await chooseOption(page, 'Model', 'simulator/slow')
    await page.getByRole('textbox', { name: 'topic' }).fill('rivers')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page
      .getByRole('region', { name: 'Answer' })
      // Not the words that stand there until the answer begins.
      .getByText(/^(?!Waiting).*\w+ \w+ \w+/s)
      .first()
      .waitFor()
  })

  await step('stops it, and is told what that means for the bill', async () => {
    await output.getByRole('button', { name: 'Stop' }).click()
    await output.getByText('The provider has stopped billing.', { exact: false }).waitFor({ timeout: 60_000 })
  })

  await step('sees the exact cost as soon as OpenRouter tells it', async () => {
    await output.getByText(/\$0\.0000\d+/).waitFor({ timeout: 60_000 })
  })

  await step('reads the request as it was sent', async () => {
    await output.getByText('Request as it was sent').click()
    await output.getByText('"max_completion_tokens"', { exact: false }).waitFor()
  })

  await step('and runs the same again from its page', async () => {
    await output.getByRole('link', { name: 'Open this run' }).click()
    const first = page.url()
    await page.getByRole('button', { name: 'Run again' }).click()
    await page.waitForURL((url) => url.href !== first && /\/runs\/[0-9a-f-]{36}/.test(url.pathname))
  })

  await step('finds the stopped one in the history, and takes it along', async () => {
    await page.goto('/runs')
    await page.getByLabel('Status').selectOption('canceled')
    await page.getByRole('button', { name: 'Export these' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'JSONL, with requests and answers' }).click(),
    ])
    assert.match(download.suggestedFilename(), /^promptlab-runs-\d{4}-\d\d-\d\d\.jsonl$/)
    const run = JSON.parse(await readFile(await download.path(), 'utf8'))
    assert.equal(run.status, 'canceled')
    assert.equal(run.rendered.user_message, 'Tell me about rivers.')
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 401), [])
  })
})

test('Three models answer side by side: one is stopped, all of them outlive a reload', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const [echo, slow, other] = ['simulator/echo', 'simulator/slow', 'simulator/slow (2)'].map((name) =>
    panel(page, name),
  )
  const button = (name) => page.getByRole('button', { name, exact: true })
  const words = async (column) =>
    (await column.getByRole('region', { name: 'Answer' }).innerText()).replace(
      'Waiting for the first words…',
      '',
    )
  const wordsBeyond = async (column, length) => {
    const deadline = Date.now() + 10_000
    while ((await words(column)).length <= length) {
      assert.ok(Date.now() < deadline, `no more than ${length} characters came in`)
      await page.waitForTimeout(50)
    }
  }

  await step('Somebody writes a scratch and runs it on three models by the keyboard', async () => {
    await register(page, 'Ada Lovelace')
    await page.goto('/playground')
    await template(page).fill(
      'Explain {{ topic }} in ten paragraphs.\n\n**Bold** <img src=x onerror=alert(1)> [go](javascript:alert(2)) ![p](/p.png)',
    )
    await page.getByRole('textbox', { name: 'topic' }).fill('rivers')
    for (const [index, model] of ['echo', 'slow', 'slow'].entries()) {
      if (index) await button('Add model').click()
      const box = page.getByRole('combobox', { name: 'Model' }).nth(index)
      await box.fill(`simulator/${model}`)
      await box.press('Escape')
    }
    await page.keyboard.press('ControlOrMeta+Enter')
    await notice(page, 'Saved as the prompt “Explain topic in ten paragraphs.')
    await wordsBeyond(slow, 20)
    await wordsBeyond(other, 20)
  })

  await step('reads Markdown that can neither run, load nor lead astray', async () => {
    await echo.getByText(/Finished in/).waitFor()
    await echo.locator('strong', { hasText: 'Bold' }).waitFor()
    assert.equal(await echo.locator('.markdown img, .markdown script').count(), 0)
    const links = await echo
      .locator('.markdown a')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href')))
    assert.deepEqual(links, [null, '/p.png'])
    await echo.getByRole('button', { name: 'Raw text' }).click()
    await echo.getByText('**Bold** <img src=x', { exact: false }).waitFor()
  })

  await step('stops one, and the other goes on, also over a reload', async () => {
    await button('Stop: simulator/slow').click()
    await slow.getByText(/Stopped\./).waitFor()
    const before = (await words(other)).length
    await page.reload()
    await button('Stop: simulator/slow (2)').waitFor()
    await wordsBeyond(other, before)
    await slow.getByText(/Stopped\./).waitFor()
    await echo.getByText(/Finished in/).waitFor()
  })

  await step('runs the stopped one again, and stops all that runs by Escape', async () => {
    await button('Run again: simulator/slow').click()
    await wordsBeyond(slow, 20)
    await page.keyboard.press('Escape')
    await slow.getByText(/Stopped\./).waitFor()
    await other.getByText(/Stopped\./).waitFor()
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 401), [])
  })
})

test('An OpenRouter account is connected without a key that is typed', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)

  await step('Somebody lets PromptLab have a key', async () => {
    await register(page, 'Ada Lovelace')
    await page.goto('/settings')
    await page.getByRole('button', { name: 'Connect with OpenRouter' }).click()
    await page.getByText('OpenRouter is connected, and its key is saved.').waitFor()
  })

  await step('sees what it may spend, and no code in the address', async () => {
    await panel(page, 'OpenRouter').getByText('Left on this key').waitFor()
    assert.equal(new URL(page.url()).search, '')
  })

  await step('and still has it after a reload', async () => {
    await page.reload()
    await page.getByText(/Key ending in/).waitFor()
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 401), [])
  })
})
