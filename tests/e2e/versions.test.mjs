import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { chooseOption, notice, panel, register, template, written } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

test('A prompt grows version by version', async (t) => {
  const { page, context, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const problems = page.getByRole('list', {
    name: 'Problems in the user message template',
  })
  const versions = panel(page, 'Versions').getByRole('listitem')
  const saveVersion = (tab) => tab.getByRole('button', { name: 'Save version' }).click()

  await step('A newcomer is told what is doubtful in a text, and where', async () => {
    await register(page, 'Ada Lovelace')
    await page.goto('/prompts/new/edit')
    await page.getByLabel('Name', { exact: true }).fill('Greeter')
    await template(page).fill('Dear all,\nhello {name}')
    await problems.getByText('Warning, line 2, column 7:').waitFor()
    await problems.getByText('Did you mean {{ name }}?').waitFor()

    await template(page).fill('Dear all,\nhello {{ unclosed')
    await problems.getByRole('button', { name: /^Error, line 2, column 7:/ }).click()
    await page.keyboard.type('¦')
    assert.equal(await written(page), 'Dear all,\nhello ¦{{ unclosed')
    await page.keyboard.press('Backspace')
  })

  await step('may keep it like that, but cannot run it', async () => {
    await page.getByRole('button', { name: 'Create prompt' }).click()
    await notice(page, 'Saved as version 1, with 1 error in it.')
    await page.waitForURL(/\/prompts\/[0-9a-f-]{36}$/)
    await chooseOption(page, 'Model', 'simulator/steady')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByRole('alert').getByText('Line 2, column 7: This {{ is never closed.').waitFor()
  })

  await step('mends it, and a save without a change makes no version', async () => {
    await page.getByRole('link', { name: 'Edit prompt' }).click()
    await template(page).fill('Dear all,\nhello {{ name }}')
    await page.getByRole('textbox', { name: 'Temperature' }).fill('0.7')
    await page.getByLabel('Other parameters').fill('{"provider": {"order": ["a", "b"]}}')
    await saveVersion(page)
    await notice(page, /^Saved as version 2\.$/)
    await saveVersion(page)
    await notice(page, 'Nothing has changed; version 2 is still the latest.')

    await template(page).fill('Dear all,\nhello kind {{ name }}')
    await page.getByRole('textbox', { name: 'Temperature' }).fill('0.9')
    await page.getByLabel('Other parameters').fill('{"provider": {"order": ["a", "c"]}}')
    await page.getByLabel('Note').fill('Kinder')
    await saveVersion(page)
    await notice(page, /^Saved as version 3\.$/)

    await page.getByRole('link', { name: 'Back to prompt' }).click()
    await versions.filter({ hasText: 'Kinder' }).waitFor()
    assert.equal(await versions.count(), 3)
  })

  await step('compares two versions word by word', async () => {
    await page.getByRole('link', { name: 'Compare versions' }).click()
    await page.waitForURL(/\/diff\/2\/3$/)
    const changes = panel(page, 'Version 2 to version 3')
    await changes.getByRole('row', { name: 'temperature 0.7 0.9' }).waitFor()
    await changes.getByRole('row', { name: 'provider.order[1] "b" "c"' }).waitFor()
    assert.deepEqual(await changes.locator('pre ins').allInnerTexts(), ['kind '])
    assert.deepEqual(await changes.locator('pre del').allInnerTexts(), [])

    await page.getByLabel('From').selectOption({ label: 'Version 1' })
    await page.waitForURL(/\/diff\/1\/3$/)
    await panel(page, 'Version 1 to version 3').getByText('{{ unclosed').waitFor()
  })

  await step('writes in two tabs at once, and loses neither text', async () => {
    await page.getByRole('link', { name: 'Back to prompt' }).click()
    await page.getByRole('link', { name: 'Edit prompt' }).click()
    const otherTab = await context.newPage()
    await otherTab.goto(page.url())
    await template(page).fill('Written in the first tab')
    await template(otherTab).fill('Written in the second tab')
    await saveVersion(otherTab)
    await notice(otherTab, 'Saved as version 4.')

    await page.bringToFront()
    await saveVersion(page)
    const conflict = panel(page, 'It was saved elsewhere too')
    await conflict.locator('mark').getByText('second').waitFor()
    assert.equal(await written(page), 'Written in the first tab')
    await conflict.getByText('Take version 4').click()
    assert.equal(await written(page), 'Written in the second tab')
    await conflict.getByText('Keep yours').click()

    await conflict.getByRole('button', { name: 'Save it as the next version' }).click()
    await notice(page, 'Saved as version 5.')
    await conflict.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Back to prompt' }).click()
    await panel(page, 'Version 5, the latest').getByText('Written in the first tab').waitFor()
    await page.getByRole('link', { name: 'Version 4', exact: true }).click()
    await panel(page, 'Version 4 of 5').getByText('Written in the second tab').waitFor()
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 400, 401, 412), [])
  })
})
