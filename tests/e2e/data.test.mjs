import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { notice, panel, password, register, signIn, template, writePrompt } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

test('What is written goes along to another account', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  let email
  let file

  await step('A newcomer writes a prompt and a second version of it', async () => {
    email = await register(page, 'Ada Lovelace')
    await writePrompt(page, { name: 'Tutor', text: 'Explain {{ topic }}.' })
    await page.getByRole('link', { name: 'Edit prompt' }).click()
    await template(page).fill('Explain {{ topic }} to a child – 日本.')
    await page.getByRole('button', { name: 'Save version' }).click()
    await notice(page, 'Saved as version 2.')
  })

  await step('takes everything along in one file', async () => {
    await page.goto('/settings')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export everything' }).click(),
    ])
    assert.match(download.suggestedFilename(), /^promptlab-\d{4}-\d\d-\d\d\.json$/)
    file = await download.path()

    const { user, prompts } = JSON.parse(await readFile(file, 'utf8'))
    assert.equal(user.email, email)
    assert.deepEqual(
      prompts.map(({ name }) => name),
      ['Tutor'],
    )
    await notice(page, 'is among your downloads.')
  })

  await step('deletes the account, but not with a wrong password', async () => {
    await page.getByRole('button', { name: 'Delete account…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete your account?' })
    await dialog.getByLabel('Your password').fill('wrong horse battery')
    await dialog.getByRole('button', { name: 'Delete everything' }).click()
    await dialog.getByText('This is not the password of this account.').waitFor()

    await dialog.getByLabel('Your password').fill(password)
    await dialog.getByRole('button', { name: 'Delete everything' }).click()
    await notice(page, 'Your account and everything in it is deleted.')
  })

  await step('cannot come back to it', async () => {
    await signIn(page, email)
    await page.getByRole('alert').getByText('do not match an account').waitFor()
  })

  await step('brings the file to a new account', async () => {
    await register(page, 'Ada King')
    await page.goto('/settings')
    const data = panel(page, 'Your data')
    await data.getByLabel('File to import').setInputFiles(file)
    await data.getByRole('button', { name: 'Import file' }).click()
    await data.getByText('Added 1 prompt and 2 versions.').waitFor()

    await data.getByRole('button', { name: 'Import file' }).click()
    await data.getByText('Nothing was added.').waitFor()
  })

  await step('and finds the prompt there with both versions', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Prompts' }).click()
    await page.getByRole('link', { name: 'Tutor' }).click()
    await page.getByText('Explain {{ topic }} to a child – 日本.').first().waitFor()
    await page.getByRole('link', { name: 'Version 1', exact: true }).click()
    await panel(page, 'Version 1 of 2').getByText('Explain {{ topic }}.').waitFor()
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 400, 401), [])
  })
})
