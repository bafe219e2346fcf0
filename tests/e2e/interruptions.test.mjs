import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import {
  comeTo,
  notice,
  panel,
  password,
  register,
  signInToApi,
  template,
  writePrompt,
  written,
} from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

test('Nothing that is typed is lost to the network or to a session that ends', async (t) => {
  const { page, context, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const save = page.getByRole('button', { name: 'Save version' })
  let email

  await step('Somebody types while the network is gone, and is told', async () => {
    email = await register(page, 'Ada Lovelace')
    await writePrompt(page, { name: 'Tutor', text: 'Explain {{ topic }}.' })
    await page.getByRole('link', { name: 'Edit prompt' }).click()
    await page.locator('.cm-content').nth(1).waitFor()
    await context.setOffline(true)
    await page.getByText('You are offline.', { exact: false }).waitFor()
    await template(page).fill('Explain {{ topic }} calmly.')
    await save.click()
    await page
      .getByRole('alert')
      .getByText('The server cannot be reached', { exact: false })
      .first()
      .waitFor()
    assert.equal(await written(page), 'Explain {{ topic }} calmly.')
  })

  await step('saves it when the network is back', async () => {
    await context.setOffline(false)
    await notice(page, 'You are online again.')
    await save.click()
    await notice(page, 'Saved as version 2.')
  })

  await step('is asked to sign in where the session ends in the middle of saving', async () => {
    await template(page).fill('Explain {{ topic }} at once.')
    const api = await signInToApi(stage.app.url, email)
    await api('DELETE', '/api/auth/sessions/')
    // The access token outlives its session by minutes; its end is brought forward.
    await page.route('**/versions/', (route) => route.fulfill(notSignedIn), { times: 1 })
    await save.click()
    await page.getByText('nothing you typed is lost', { exact: false }).waitFor()
  })

  await step('comes back to the text as it was, and saves it', async () => {
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Your draft of', { exact: false }).waitFor()
    assert.equal(await written(page), 'Explain {{ topic }} at once.')
    await save.click()
    await notice(page, 'Saved as version 3.')
  })

  await step('goes on typing while the editor takes the place of the plain field', async () => {
    let arrives
    await page.route('**/templateEditor-*.js', (route) => {
      arrives = () => route.continue()
    })
    await page.reload()
    await page.locator('textarea').and(template(page)).focus()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(' Be')
    await arrives()
    await page.locator('.cm-focused').waitFor()
    await page.keyboard.type(' brief.')
    assert.equal(await written(page), 'Explain {{ topic }} at once. Be brief.')
  })

  await step('and the page had nothing else to complain of', () => {
    const others = complaints(messages, 400, 401).filter(
      (message) => !message.includes('ERR_INTERNET_DISCONNECTED'),
    )
    assert.deepEqual(others, [])
  })
})

test('A prompt is written, found, changed and restored by keys alone', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const keys = page.keyboard
  const focused = (name) => page.locator(':focus').and(page.getByRole('textbox', { name })).waitFor()
  const tabTo = (role, name) => comeTo(page, page.getByRole(role, { name, exact: true }))
  const goTo = async (words) => {
    await keys.press('ControlOrMeta+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await keys.type(words)
    await page.getByRole('option', { name: words }).first().waitFor()
    await keys.press('Enter')
  }

  await step('Somebody opens a new prompt', async () => {
    await register(page, 'Ada Lovelace')
    await goTo('New prompt')
    await page.locator('.cm-content').nth(1).waitFor()
  })

  await step('writes it and saves it', async () => {
    await tabTo('textbox', 'Name')
    await keys.type('Tutor')
    await tabTo('textbox', 'User message template')
    await keys.type('Explain {{ topic }}.')
    await keys.press('ControlOrMeta+s')
    await notice(page, 'Saved as version 1.')
  })

  await step('changes it', async () => {
    await page.waitForURL(/\/prompts\/[0-9a-f-]{36}$/)
    await tabTo('link', 'Edit prompt')
    await keys.press('Enter')
    await page.locator('.cm-content').nth(1).waitFor()
    await tabTo('textbox', 'User message template')
    await keys.press('ControlOrMeta+End')
    await keys.type(' Be brief.')
    await keys.press('ControlOrMeta+s')
    await notice(page, 'Saved as version 2.')
    await keys.press('Tab')
    await focused('Note')
  })

  await step('finds it again, and restores what it was', async () => {
    await goTo('Tutor')
    await page.waitForURL(/\/prompts\/[0-9a-f-]{36}$/)
    await tabTo('button', 'Actions on version 1')
    await keys.press('Enter')
    await page.getByRole('menuitem', { name: 'Restore' }).waitFor()
    await keys.press('End')
    await keys.press('Enter')
    await notice(page, 'Version 1 is restored as version 3.')
    await panel(page, 'Version 3, the latest').getByText('Explain {{ topic }}.').waitFor()
  })

  await step('and takes a deletion back', async () => {
    await tabTo('button', 'Delete')
    await keys.press('Enter')
    await notice(page, '“Tutor” is deleted.')
    await keys.press('ControlOrMeta+z')
    await page.getByRole('link', { name: 'Tutor' }).waitFor()
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 400, 401), [])
  })
})

const notSignedIn = {
  status: 401,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'urn:promptlab:not-signed-in', title: 'You are not signed in', status: 401 }),
}
