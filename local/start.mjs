// npm start: everything on one machine, from a fresh clone to a page that can be opened.
import { buildPage } from './build.mjs'
import { lab } from './lab.mjs'

await lab({
  prepare: buildPage,
  ready: ({ appAddress }) => `PromptLab is ready at ${appAddress}`,
})
