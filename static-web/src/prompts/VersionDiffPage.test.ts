import { screen, waitFor, within } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { aDiff, aPage, aPrompt, aVersion } from '@/../tests/examples'
import { problem } from '@/../tests/fakeApi'
import { show } from '@/../tests/show'

const third = aVersion({ version_number: 3 })
const page = {
  'GET /api/prompts/p1/': aPrompt({ latest_version: third, versions_count: 3 }),
  'GET /api/prompts/p1/versions/2/diff/3/': aDiff({ from: 2, to: 3 }),
}
const same = [{ kind: 'same', text: 'Be brief.' }] as const

describe('comparing two versions', () => {
  it("begins at a prompt's page with the shown version and the one before", async () => {
    await show('/prompts/p1', {
      ...page,
      'GET /api/prompts/p1/versions/': aPage(third),
      'GET /api/runs/?prompt_id=p1&page_size=5': aPage(),
    })

    await userEvent.click(await screen.findByRole('link', { name: 'Compare versions' }))

    await screen.findByRole('heading', { name: 'Version 2 to version 3' })
  })

  it('marks inserted and removed words as such', async () => {
    await show('/prompts/p1/diff/2/3', page)

    const text = await screen.findByLabelText('User message template, compared')
    expect(text.querySelector('ins')?.textContent).toBe(' warmly')
    expect(text.querySelector('del')?.textContent).toBe(' coldly')
    expect(text.textContent).toBe('Greet {{ name }} coldly warmly.')
    screen.getByText('1 insertion, 1 removal')
    screen.getByText('The system message is the same.')
    expect(document.title).toBe('Greeting: version 2 to 3 · PromptLab')
  })

  it('lists changed parameters with the values as they were written', async () => {
    const written = `{"from": 2, "to": 3, "system_message": [], "user_message_template": [], "model_config": [
      {"path": "seed", "kind": "changed", "before": 9007199254740993, "after": 1.0},
      {"path": "stop[1]", "kind": "added", "before": null, "after": "x"},
      {"path": "top_p", "kind": "removed", "before": 0.10}]}`
    await show('/prompts/p1/diff/2/3', {
      ...page,
      'GET /api/prompts/p1/versions/2/diff/3/': () => new Response(written),
    })

    const rows = within(await screen.findByRole('table')).getAllByRole('row')
    expect(rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim()))).toEqual([
      ['Path', 'Before', 'After'],
      ['seed', '9007199254740993', '1.0'],
      ['stop[1]', 'not set', '"x"'],
      ['top_p', '0.10', 'not set'],
    ])
  })

  it('says when nothing differs', async () => {
    await show('/prompts/p1/diff/2/3', {
      ...page,
      'GET /api/prompts/p1/versions/2/diff/3/': aDiff({
        system_message: [...same],
        user_message_template: [...same],
      }),
    })

    await screen.findByText('Nothing differs: the texts and the parameters are the same.')
  })

  it('follows the choice of versions in the address, so that a link shows the same', async () => {
    const { router } = await show('/prompts/p1/diff/2/3', {
      ...page,
      'GET /api/prompts/p1/versions/1/diff/3/': aDiff({ from: 1, to: 3 }),
      'GET /api/prompts/p1/versions/3/diff/1/': aDiff({ from: 3, to: 1 }),
    })

    await userEvent.selectOptions(await screen.findByLabelText('From'), 'Version 1')
    await screen.findByRole('heading', { name: 'Version 1 to version 3' })
    expect(router.currentRoute.value.path).toBe('/prompts/p1/diff/1/3')

    await userEvent.click(screen.getByRole('button', { name: 'Swap' }))
    await screen.findByRole('heading', { name: 'Version 3 to version 1' })
    await waitFor(() => expect(router.currentRoute.value.path).toBe('/prompts/p1/diff/3/1'))
  })

  it('shows both texts beside each other when asked, and the address keeps it', async () => {
    const { router } = await show('/prompts/p1/diff/2/3', page)

    await userEvent.click(await screen.findByLabelText('Side by side'))

    const after = await screen.findByRole('group', { name: 'User message template, Version 3' })
    expect(after.textContent).toBe('Greet {{ name }} warmly.')
    await waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/prompts/p1/diff/2/3?view=sides'))
  })

  it('with a version that does not exist says so', async () => {
    await show('/prompts/p1/diff/2/9', {
      ...page,
      'GET /api/prompts/p1/versions/2/diff/9/': problem(404, 'not-found', {
        title: 'There is no such version',
      }),
    })

    await screen.findByText('There is no such version')
  })
})
