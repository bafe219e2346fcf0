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
