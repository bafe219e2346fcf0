import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inRoot } from '../../local/root.mjs'
import { openPage } from './browser.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

test('The contract can be read and tried by anybody', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url)
  const contract = readFileSync(inRoot('functions', 'openapi.yaml'), 'utf8')

  await step('A stranger sees every operation', async () => {
    await page.goto('/api/docs/')
    await page.getByText('A personal prompt workshop').first().waitFor()
    await page.locator('.opblock').first().waitFor()

    assert.equal(await page.locator('.opblock').count(), contract.match(/operationId:/g).length)
  })

  await step('opens one and asks the server', async () => {
    const health = page.locator('#operations-service-GetHealth')
    await health
      .getByRole('button', { name: /health/ })
      .first()
      .click()
    await health.getByRole('button', { name: 'Try it out' }).click()
    await health.getByRole('button', { name: 'Execute' }).click()

    await health.locator('.live-responses-table').getByText('"ok"').waitFor()
  })

  await step('in a page that keeps to the content security policy', async () => {
    const complaints = messages.filter((message) => !/^(log|info|debug):/.test(message))
    assert.deepEqual(complaints, [])
  })
})
