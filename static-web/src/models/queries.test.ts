import { PiniaColada } from '@pinia/colada'
import { render, screen } from '@testing-library/vue'
import { createPinia } from 'pinia'
import { h, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { fakeApi } from '@/../tests/fakeApi'
import { useModels } from './queries'

const Picker = {
  setup() {
    const { options } = useModels()
    return () => h('p', options.value.map((option) => option.value).join(', ') || 'no models yet')
  },
}

describe('the list of models', () => {
  it('reaches the next page when the first one is left before it has come', async () => {
    fakeApi({
      'GET /api/models/': async () => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        return { models: [{ id: 'simulator/quick', name: 'Quick', simulated: true }], stale: false }
      },
    })
    const page = ref('first')
    const Pages = { setup: () => () => h(Picker, { key: page.value }) }
    render(Pages, { global: { plugins: [createPinia(), PiniaColada] } })

    page.value = 'second'

    expect(await screen.findByText('simulator/quick')).toBeTruthy()
  })
})
