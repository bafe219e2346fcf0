import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { chooseOption, register } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

const desk = { viewport: { width: 1280, height: 720 } }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('From the first visit to a run in the history, at a desk', (t) => visit(t, desk))
test('From the first visit to a run in the history, on a phone', (t) => visit(t, phone))

async function visit(t, device) {
  const { page, context, messages, step } = await openPage(t, stage.browser, stage.app.url, device)
  let answer

  await step('A newcomer registers', async () => {
    await page.goto('/')
    assert.match(await page.title(), /PromptLab/)
    await register(page, 'Ada Lovelace')
  })

  await step('writes a prompt with two variables and sees it rendered', async () => {
    await page.getByRole('link', { name: 'New prompt' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('Tutor')
    await page.getByLabel('System message').fill('You are a patient teacher.')
    await page
      .getByLabel('User message template')
      .fill('Explain {{ topic }} to {{ audience }} in three paragraphs.')
    await chooseOption(page, 'Model', 'simulator/steady')
    await page.getByRole('textbox', { name: 'topic' }).fill('tides')
    await page.getByText('Explain tides to', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: 'Create prompt' }).click()
    await page.waitForURL(/\/prompts\/[0-9a-f-]{36}/)
  })

  await step('runs it and watches the answer stream in', async () => {
    await page.goto('/playground')
    await chooseOption(page, 'Prompt', 'Tutor')
    await chooseOption(page, 'Model', 'simulator/steady')
    await page.getByRole('textbox', { name: 'topic' }).fill('tides')
    await page.getByRole('textbox', { name: 'audience' }).fill('a sailor')
    await page.getByRole('button', { name: 'Run', exact: true }).click()

    const output = page.getByRole('region', { name: 'Answer' })
    const lengths = new Set()
    while (!(await page.getByText(/Finished in .* cost/).isVisible())) {
      lengths.add((await output.innerText()).length)
      await page.waitForTimeout(100)
    }
    assert.ok(lengths.size > 3, `the answer came in ${lengths.size} pieces`)
    answer = await output.innerText()
  })

  await step('finds the run in the history with tokens, cost and latency', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click()
    const row = page.getByRole('row').filter({ hasText: 'Tutor' })
    await row.waitFor()
    const text = await row.innerText()
    assert.match(text, /simulator\/steady/)
    assert.match(text, /\$0\.0/)
    await row.getByRole('link', { name: 'Tutor' }).click()
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}/)
    await page.getByText(/Finished in \d/).waitFor()
    await page.getByText('Explain tides to a sailor in three paragraphs.').first().waitFor()
    assert.ok(answer.length > 100)
  })

  await step('is still signed in after a reload', async () => {
    await page.reload()
    await page.getByText('Explain tides to a sailor in three paragraphs.').first().waitFor()
    const cookie = (await context.cookies()).find(({ name }) => name.endsWith('refresh'))
    assert.equal(cookie.httpOnly, true)
    assert.equal(cookie.sameSite, 'Strict')
    assert.equal(await page.evaluate('document.cookie'), '')
  })

  await step('signs out, and the way back is closed', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.waitForURL((url) => ['/', '/login'].includes(url.pathname))
    await page.goto('/prompts')
    await page.waitForURL(/\/login/)
  })

  await step('and the page had nothing to complain of', () => {
    // A stranger's silent refresh is answered 401.
    assert.deepEqual(complaints(messages, 401), [])
  })
}
