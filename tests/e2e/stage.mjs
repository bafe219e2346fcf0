import { after, before } from 'node:test'
import { openApp } from './app.mjs'
import { openBrowser } from './browser.mjs'

/** A whole PromptLab and a browser for the tests of one file: {app, browser}, there once a test runs. */
export function useStage() {
  const stage = {}
  before(async () => {
    stage.app = await openApp()
    stage.browser = await openBrowser()
  })
  after(async () => {
    await stage.browser?.close()
    await stage.app?.stop()
  })
  return stage
}
