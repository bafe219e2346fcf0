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

/** Presses Tab until the focus is there, as somebody does who has no mouse; fails when it never comes. */
export async function comeTo(page, target) {
  await target.waitFor()
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not come to ${target}`)
}

/** The text that is typed most often in the editor; its list of problems is named alike. */
export const template = (page) => page.getByRole('textbox', { name: 'User message template' })

/** What stands there, line by line, once the editor has taken the place of the plain field. */
export async function written(page) {
  const lines = template(page).locator('.cm-line')
  await lines.first().waitFor()
  return (await lines.allInnerTexts()).join('\n')
}

/** Writes a prompt as a person does, and ends on its page. */
export async function writePrompt(page, { name, text, tags = '' }) {
  await page.goto('/prompts/new/edit')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Tags').fill(tags)
  await template(page).fill(text)
  await page.getByRole('button', { name: 'Create prompt' }).click()
  await page.waitForURL(/\/prompts\/[0-9a-f-]{36}$/)
}

/** The API for the same person beside the browser, as a function: (method, path, body) to the answer. */
export async function signInToApi(url, email) {
  const ask = async (method, path, body, headers) => {
    const response = await fetch(url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    if (!response.ok) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`)
    }
    return response.status === 204 ? null : response.json()
  }
  const { access } = await ask('POST', '/api/auth/login/', { email, password })
  return (method, path, body) => ask(method, path, body, { Authorization: `Bearer ${access}` })
}
