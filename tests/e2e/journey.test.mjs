import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openApp } from './app.mjs'
import { openBrowser, openPage } from './browser.mjs'

let app
let browser

before(async () => {
  app = await openApp()
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await app?.stop()
})

test('A first visit', async (t) => {
  const { page, step } = await openPage(t, browser, app.url)

  await step('The page opens', async () => {
    await page.goto('/')
    assert.match(await page.title(), /PromptLab/)
  })
})
