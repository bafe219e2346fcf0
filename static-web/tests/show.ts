import { PiniaColada } from '@pinia/colada'
import { render } from '@testing-library/vue'
import { createPinia } from 'pinia'
import { createMemoryHistory } from 'vue-router'
import App from '@/App.vue'
import { makeRouter } from '@/router'
import { fakeApi } from './fakeApi'
import { anEstimate, keyFacts, settings, user } from './examples'

type Answers = Parameters<typeof fakeApi>[0]

const session: Answers = {
  'POST /api/auth/refresh/': { access: 'token-1' },
  'GET /api/auth/me/': user,
  'GET /api/settings/': settings,
  'GET /api/settings/api-key/': keyFacts,
}
/** Asked for wherever a text is edited. */
const estimates: Answers = { 'POST /api/estimates/': anEstimate(0, 0) }
const stranger: Answers = {
  'POST /api/auth/refresh/': {
    problem: { type: 'urn:promptlab:not-signed-in', title: 'Not signed in', status: 401 },
  },
}
const models: Answers = {
  'GET /api/models/': {
    stale: false,
    models: [
      {
        id: 'openai/gpt',
        name: 'GPT',
        context_length: 1000,
        pricing: { prompt: '0.000001', completion: '0.000002' },
      },
      {
        id: 'sim/echo',
        name: 'Echo',
        context_length: 1000,
        pricing: { prompt: '0', completion: '0' },
        simulated: true,
      },
    ],
  },
}

/** Opens the whole app at an address, as someone who is signed in, against an API that answers from a table. */
export const show = (address: string, answers: Answers = {}) =>
  open(address, { ...session, ...models, ...estimates, ...answers })

/** The same, as someone who is not. */
export const showStranger = (address: string, answers: Answers = {}) =>
  open(address, { ...stranger, ...models, ...answers })

async function open(address: string, answers: Answers) {
  const api = fakeApi(answers)
  const history = createMemoryHistory()
  history.replace(address)
  const router = makeRouter(history)
  const pinia = createPinia()
  const page = render(App, { global: { plugins: [pinia, PiniaColada, router] } })
  await router.isReady()
  return { api, router, ...page }
}
