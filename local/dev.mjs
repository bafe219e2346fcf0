// npm run dev: as npm start, but Vite serves the page and reloads what changes; it passes /api on to the app.
import { lab } from './lab.mjs'
import { host, portFrom } from './ports.mjs'
import { answering, ready } from './programs.mjs'
import { Child } from './processes.mjs'

const variable = 'VITE_PORT'

await lab({
  morePorts: () => [
    { port: pagePort(), purpose: "Vite's dev server", remedy: `set ${variable} to another port` },
  ],
  start: async ({ appPort, appAddress, log }) => {
    const args = [
      'run',
      'dev',
      '-w',
      'static-web',
      '--',
      '--host',
      host,
      '--port',
      String(pagePort()),
      '--strictPort',
    ]
    const vite = new Child("Vite's dev server", 'npm', args, {
      log: log('vite'),
      env: { PORT: String(appPort), APP_ADDRESS: appAddress },
    })
    await ready(vite, 60, (signal) => answering(`http://${host}:${pagePort()}/`, signal))
    return vite
  },
  ready: ({ appAddress }) =>
    `PromptLab is ready at http://${host}:${pagePort()} (the app itself at ${appAddress})`,
})

function pagePort() {
  return portFrom(variable, 5173)
}
