import { screen } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { aPage, aPrompt, aVersion } from '@/../tests/examples'
import { json } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const written = '{"seed": 9007199254740993, "temperature": 1.0, "top_p": 1.0}'

/** An answer with parameters as a server writes them, which no JavaScript value could hold. */
const withRaw = (body: object) => () =>
  new Response(JSON.stringify(body).replaceAll('{"model":"openai/gpt","temperature":0.2}', written), {
    headers: { 'Content-Type': 'application/json', ETag: '"1"' },
  })
const page = {
  'GET /api/prompts/p1/': withRaw(aPrompt()),
  'GET /api/prompts/p1/versions/': aPage(),
  'GET /api/prompts/p1/versions/1/': withRaw(aVersion()),
  'GET /api/runs/?prompt_id=p1&page_size=5': aPage(),
  'POST /api/templates/render/': { system_message: '', user_message: '', variables: [], problems: [] },
  'POST /api/prompts/p1/versions/': () => json(aVersion({ version_number: 2 }), { status: 201 }),
}

it.each(['/prompts/p1/edit', '/prompts/p1/edit?version=1'])(
  'an edit at %s sends big integers and 1.0 as they were',
  async (address) => {
    const { api } = await show(address, page)

    await userEvent.type(await screen.findByLabelText('User message template'), ' Smile.')
    await userEvent.click(screen.getByRole('button', { name: 'Save version' }))

    await screen.findByText('Saved as version 2.')
    expect(api.to('POST /api/prompts/p1/versions/')[0]?.text).toContain(`"model_config":${written}`)
  },
)

it("a prompt's page shows them as they were", async () => {
  await show('/prompts/p1', page)

  await screen.findByText('9007199254740993')
  expect(screen.getAllByText('1.0')).toHaveLength(2)
})
