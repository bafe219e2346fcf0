import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints, openPage } from './browser.mjs'
import { notice, panel, password, register, signIn } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

const key = `sk-or-v1-${'3c'.repeat(30)}9a7f`
const revokedKey = `sk-or-v1-dead${'5'.repeat(60)}`
const newPassword = 'staple after battery'

test('An account is kept in order', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const { page: elsewhere } = await openPage(t, stage.browser, stage.app.url)
  const openRouter = panel(page, 'OpenRouter')
  const passwords = panel(page, 'Password')
  let email

  await step('A newcomer takes another name', async () => {
    email = await register(page, 'Ada Byron')
    await page.goto('/settings')
    await page.getByLabel('Full name').fill('Ada Lovelace')
    await page.getByRole('button', { name: 'Save profile' }).click()
    await notice(page, 'Profile saved.')
    await page.getByRole('banner').getByText('Ada Lovelace').waitFor()

    await page.reload()
    await page.getByRole('banner').getByText('Ada Lovelace').waitFor()
    assert.equal(await page.getByLabel('Full name').inputValue(), 'Ada Lovelace')
  })

  await step('saves an OpenRouter key, of which only the end is shown', async () => {
    await openRouter.getByLabel('OpenRouter key').fill(key)
    await openRouter.getByRole('button', { name: 'Save key' }).click()
    await notice(page, 'The key is saved, and OpenRouter accepts it.')

    await page.reload()
    await openRouter.getByText('Key ending in 9a7f').waitFor()
    assert.ok(!(await page.content()).includes(key))
  })

  await step('keeps it when OpenRouter rejects the next one', async () => {
    await openRouter.getByLabel('New OpenRouter key').fill(revokedKey)
    await openRouter.getByRole('button', { name: 'Replace key' }).click()
    await openRouter.getByRole('alert').getByText('The key you had before is unchanged.').waitFor()

    await page.reload()
    await openRouter.getByText('Key ending in 9a7f').waitFor()
  })

  await step('removes it', async () => {
    await openRouter.getByRole('button', { name: 'Remove key' }).click()
    await notice(page, 'The key is removed.')

    await page.reload()
    await openRouter.getByRole('button', { name: 'Save key' }).waitFor()
    assert.equal(await openRouter.getByText('Key ending in').count(), 0)
  })

  await step('limits what is spent', async () => {
    await page.getByLabel('US dollars a day').fill('2.50')
    await page.getByLabel('US dollars a month').fill('40')
    await page.getByRole('button', { name: 'Save limits' }).click()
    await notice(page, 'Limits saved.')

    await page.reload()
    await page.getByLabel('US dollars a day').waitFor()
    assert.equal(await page.getByLabel('US dollars a day').inputValue(), '2.5')
    assert.equal(await page.getByLabel('US dollars a month').inputValue(), '40')
  })

  await step('cannot change the password without knowing it', async () => {
    await passwords.getByLabel('Current password').fill('wrong horse battery')
    await passwords.getByLabel('New password').fill(newPassword)
    await passwords.getByRole('button', { name: 'Change password' }).click()
    await passwords.getByText('This is not your current password.').waitFor()

    const field = passwords.getByLabel('Current password')
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    assert.equal(await passwords.getByLabel('New password').getAttribute('aria-invalid'), null)
  })

  await step('changes it, which signs out every other browser', async () => {
    await signIn(elsewhere, email)
    await elsewhere.getByRole('heading', { name: 'Hello, Ada' }).waitFor()

    await passwords.getByLabel('Current password').fill(password)
    await passwords.getByRole('button', { name: 'Change password' }).click()
    await notice(page, 'Your password is changed.')

    await elsewhere.goto('/prompts')
    await elsewhere.waitForURL(/\/login/)
    await page.reload()
    await passwords.waitFor()
  })

  await step('gets in with the new password and not with the old one', async () => {
    await signIn(elsewhere, email)
    await elsewhere.getByRole('alert').getByText('do not match an account').waitFor()

    await signIn(elsewhere, email, newPassword)
    await elsewhere.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
  })

  await step('signs out everywhere', async () => {
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await notice(page, 'You are signed out everywhere.')

    await elsewhere.goto('/prompts')
    await elsewhere.waitForURL(/\/login/)
    await page.goto('/prompts')
    await page.waitForURL(/\/login/)
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 400, 401, 422), [])
  })
})
