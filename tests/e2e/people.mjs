export const password = 'correct horse battery'

/** Registers from wherever the page is, and waits until the newcomer is greeted. */
export async function register(page, name, email = `${crypto.randomUUID()}@promptlab.example`) {
  await page.goto('/register')
  await page.getByLabel('Full name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: /^Hello/ }).waitFor()
  return email
}

export async function signIn(page, email, typed = password) {
  await page.goto('/login')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(typed)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** The part of a page under a heading, by its name. */
export const panel = (page, name) => page.getByRole('region', { name, exact: true })

/** Waits until the page tells this in its corner. */
export const notice = (page, text) => page.getByLabel('Notices').getByText(text).first().waitFor()

/** Chooses from a combobox as a person does: types, and takes the option that is offered. */
export async function chooseOption(page, label, text) {
  const box = page.getByRole('combobox', { name: label })
  if ((await box.evaluate((element) => element.tagName)) === 'SELECT') {
    await box.selectOption({ label: text })
    return
  }
  await box.click()
  await box.fill(text)
  await page.getByRole('option', { name: text }).first().click()
}
