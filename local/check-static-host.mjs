// npm run check:static-host: the browser's walk through a page on a host of its own, with the emulator of Azure Static Web Apps.
import { install } from './install.mjs'
import { Child } from './processes.mjs'

await install(console.log)
const journey = new Child('The walk', process.execPath, ['--test', 'tests/e2e/origins.test.mjs'], {
  inherit: true,
  env: { STATIC_HOST: 'swa' },
})
process.exitCode = (await journey.exited).code
