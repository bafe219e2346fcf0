import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { chooseOption, notice, panel, register, signInToApi, writePrompt } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

test('A large library is searched, leafed through and tidied', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const names = () => page.getByRole('listitem').getByRole('link').allInnerTexts()
  const finds = async (words) => {
    await page.getByLabel('Search prompts').fill('')
    await page.getByText('61 prompts').waitFor()
    await page.getByLabel('Search prompts').fill(words)
    await page.getByText('1 prompt', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Tutor' }).waitFor()
  }

  await step('A newcomer writes a prompt among sixty others', async () => {
    const email = await register(page, 'Ada Lovelace')
    const api = await signInToApi(stage.app.url, email)
    for (let number = 1; number <= 60; number++) {
      await api('POST', '/api/prompts/', {
        name: `Note ${number}`,
        user_message_template: 'Sum it up.',
      })
    }
    await writePrompt(page, {
      name: 'Tutor',
      text: 'Explain {{ topic }} patiently.',
      tags: 'school, physics',
    })
    await page.getByRole('button', { name: 'Edit details' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit details' })
    await dialog.getByLabel('Description').fill('For curious children')
    await dialog.getByRole('button', { name: 'Save details' }).click()
    await notice(page, 'Details saved.')
  })

  await step('finds it by any of its words', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Prompts' }).click()
    await page.getByText('61 prompts').waitFor()
    await finds('tUTOR')
    await finds('curious')
    await finds('physics')
    await finds('patient tutor')
    await page.getByLabel('Search prompts').fill('tutor nonsense')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('link', { name: 'Show all prompts' }).click()
    await page.getByText('61 prompts').waitFor()
    assert.equal(await page.getByLabel('Search prompts').inputValue(), '')
  })

  await step('and by a tag', async () => {
    await page.getByRole('link', { name: 'Prompts tagged school' }).click()
    await page.getByText('1 prompt', { exact: true }).waitFor()
    await page.getByRole('button', { name: /Tag: school/ }).click()
    await page.getByText('61 prompts').waitFor()
  })

  await step('leafs through every page, forth and back', async () => {
    const first = await names()
    const seen = [...first]
    while (await page.getByRole('link', { name: 'Next' }).isVisible()) {
      await page.getByRole('link', { name: 'Next' }).click()
      await page.getByRole('link', { name: seen.at(-1), exact: true }).waitFor({ state: 'detached' })
      seen.push(...(await names()))
    }
    const notes = seen.filter((name) => name.startsWith('Note'))
    assert.deepEqual(
      notes,
      Array.from({ length: 60 }, (_, index) => `Note ${60 - index}`),
    )

    await page.reload()
    await page.getByRole('link', { name: 'Note 1', exact: true }).waitFor()
    while (await page.getByRole('link', { name: 'Previous' }).isVisible()) {
      await page.getByRole('link', { name: 'Previous' }).click()
      await page.waitForTimeout(100)
    }
    await page.getByRole('link', { name: 'Tutor' }).waitFor()
    assert.deepEqual(await names(), first)
  })

  await step('runs the prompt and deletes it, on second thought for good', async () => {
    await page.getByRole('link', { name: 'Tutor' }).click()
    await page.getByRole('textbox', { name: 'topic' }).fill('tides')
    await chooseOption(page, 'Model', 'simulator/quick')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText(/Finished in .* cost/).waitFor()

    await page.getByRole('button', { name: 'Delete' }).click()
    await notice(page, '“Tutor” is deleted.')
    await page.getByText('60 prompts').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('61 prompts').waitFor()

    await page.getByRole('link', { name: 'Tutor' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await notice(page, '“Tutor” is deleted.')
    await page.reload()
    await page.getByText('60 prompts').waitFor()
  })

  await step('and still reads what the run said', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click()
    await page.getByRole('link', { name: 'Tutor' }).click()
    await page.getByText('Explain tides patiently.').first().waitFor()
    assert.ok((await page.getByRole('region', { name: 'Answer' }).innerText()).length > 10)
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 401), [])
  })
})
