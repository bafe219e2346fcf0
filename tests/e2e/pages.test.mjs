import assert from 'node:assert/strict'
import { test } from 'node:test'
import { results } from '../suites.mjs'
import { barriers } from './axe.mjs'
import { complaints, openPage } from './browser.mjs'
import { notice, panel, register, signInToApi, template } from './people.mjs'
import { useStage } from './stage.mjs'

const stage = useStage()

const wide = { width: 1280, height: 800 }
const narrow = { width: 390, height: 844 }
/** A window of 1280 pixels at 200 %. */
const zoomed = { width: 640, height: 400 }

test('Every page can be used by everyone, in both themes and at any width', async (t) => {
  // Motion would be caught half-way.
  const { page, context, messages, step } = await openPage(t, stage.browser, stage.app.url, {
    reducedMotion: 'reduce',
  })
  let api
  let prompt
  let run

  /** Looks at the page as it stands: in both themes for barriers, at each width for what sticks out; and keeps pictures. */
  const look = async (name) => {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme })
      for (const size of [narrow, zoomed, wide]) {
        await page.setViewportSize(size)
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(width <= size.width, `${name} is ${width} pixels wide in a window of ${size.width}`)
        if (size !== zoomed) {
          await page.screenshot({
            path: results('pages', `${name}-${colorScheme}-${size.width}.png`),
            fullPage: true,
          })
        }
      }
      assert.deepEqual(await barriers(page), [], `${name}, ${colorScheme}`)
    }
  }
  const visit = async (name, path, ready) => {
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: ready }).waitFor()
    if (name !== 'design') await page.waitForFunction(() => !document.body.innerText.includes('Loading…'))
    await look(name)
  }

  await step('what a stranger sees', async () => {
    await visit('landing', '/', 'A workshop for your prompts')
    await visit('login', '/login', 'Sign in')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await look('login-refused')
    await visit('register', '/register', 'Create an account')
    await visit('not-found', '/nowhere', 'There is no such page')
    await visit('design', '/design', 'Design system')
  })

  await step('what a newcomer sees', async () => {
    const email = await register(page, 'Ada Lovelace')
    await look('home-empty')
    await visit('prompts-empty', '/prompts', 'Prompts')
    await visit('runs-empty', '/runs', 'Runs')
    await visit('comparisons-empty', '/comparisons', 'Comparisons')
    await visit('editor-new', '/prompts/new/edit', 'New prompt')
    api = await signInToApi(stage.app.url, email)
    ;({ prompt, run } = await furnish(api))
  })

  await step('what there is to see of prompts', async () => {
    await visit('home', '/', 'Hello, Ada')
    await visit('prompts', '/prompts', 'Prompts')
    await visit('prompts-nothing-found', '/prompts?search=zebra', 'Prompts')
    await visit('prompt', `/prompts/${prompt}`, 'Tutor')
    await visit('versions-compared', `/prompts/${prompt}/diff/1/2?view=sides`, 'Tutor')
    await page.goto(`/prompts/${prompt}/edit`)
    await panel(page, 'Parameters').getByText('Without “topic”, “audience”').waitFor()
    await look('editor')
    await page.locator('.cm-content').nth(1).fill('Explain {{ topic }} to {audience}.\n{{ never closed')
    await page.getByText('There is 1 error').waitFor()
    await look('editor-error')
    await page.getByRole('button', { name: 'What can be set' }).click()
    await page.getByRole('dialog', { name: 'What can be set' }).waitFor()
    await look('popover-parameters')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Model' }).click()
    await page.getByRole('option', { name: 'simulator/quick' }).first().waitFor()
    await look('combobox')
  })

  await step('what there is to see when a draft comes back, and when somebody else has saved', async () => {
    await page.reload()
    await page.getByText('Your draft of', { exact: false }).waitFor()
    await look('editor-draft')
    await api('POST', `/api/prompts/${prompt}/versions/`, {
      ...versionOfTutor,
      user_message_template: 'Tell {{ audience }} about {{ topic }}.',
    })
    await page.getByRole('button', { name: 'Save version' }).click()
    await panel(page, 'It was saved elsewhere too').getByText('Merge by hand').first().click()
    await look('editor-conflict')
    await page.getByRole('button', { name: 'Discard draft' }).click()
  })

  await step('what there is to see of runs and settings', async () => {
    await visit('playground-scratch', '/playground', 'Playground')
    await template(page).fill('Tell me about rivers.')
    await page.getByRole('button', { name: 'Save as prompt…' }).click()
    await page.getByRole('dialog', { name: 'Save as a prompt' }).waitFor()
    await look('dialog-save')
    await page.keyboard.press('Escape')
    await page.goto(
      `/playground?prompt=${prompt}&model=simulator/quick&model=simulator/error-402&model=simulator/slow`,
    )
    await page.getByRole('button', { name: 'From a run…' }).click()
    await page.getByRole('dialog').getByText('version 2').waitFor()
    await look('dialog-inputs')
    await page.getByRole('dialog').getByText('version 2').click()
    await page.getByRole('button', { name: 'Run all' }).click()
    // One that has answered, one that was refused, one that is stopped.
    await page.getByText(/Finished in/).waitFor()
    await page.getByText('Failed.', { exact: false }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(/Stopped\./).waitFor()
    await look('playground')
    await page.getByRole('button', { name: 'Code…' }).click()
    await page.getByRole('dialog', { name: 'Code' }).waitFor()
    await look('dialog-code')
    await visit('runs', '/runs', 'Runs')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'First token' }).check()
    await look('popover-columns')
    await page.goto('/runs/analytics')
    await page.getByText('Each day as a table').click()
    // A canvas has its size once it is drawn.
    await page.locator('canvas[style]').nth(3).waitFor()
    await look('run-analytics')
    await page.goto(`/runs/${run}`)
    await page.getByText(/Finished in/).waitFor()
    await look('run')
    await visit('settings', '/settings', 'Settings')
  })

  await step('what there is to see of comparisons', async () => {
    await page.goto(`/comparisons/new?prompt=${prompt}&model=simulator/quick&model=simulator/steady`)
    await page.getByLabel('topic of input 1').fill('tides')
    await page.getByLabel('audience of input 1').fill('a sailor')
    await page.getByText(/to \$/).waitFor()
    await look('comparison-new')
    await page.getByRole('button', { name: 'Add variants' }).click()
    await page.getByRole('checkbox').first().waitFor()
    await look('dialog-variants')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Paste or upload…' }).click()
    await page.getByLabel('Text').fill('topic\n"never closed')
    await page.getByRole('dialog').getByRole('button', { name: 'Add inputs' }).click()
    await page.getByRole('alert').waitFor()
    await look('dialog-comparison-inputs')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Start 2 runs' }).click()
    await page.getByText('All 2 runs are over.').waitFor()
    const board = new URL(page.url()).pathname
    await look('board')
    await page.getByRole('gridcell').nth(1).click()
    await page.getByText('Changes', { exact: true }).click()
    await look('dialog-cell')
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: 'Summary' }).click()
    await look('board-summary')
    await page.getByRole('tab', { name: 'Charts' }).click()
    await page.getByText('How long answers took').waitFor()
    await look('board-charts')
    await visit('vote', `${board}/vote`, 'Vote blind')
    await page.getByRole('button', { name: 'They are equal' }).click()
    await page.getByText('You found them equal.').waitFor()
    await look('vote-counted')
    const { id } = await api('POST', '/api/comparisons/', {
      name: 'Slow ones',
      variants: [1, 2].map((version_number) => ({
        prompt_id: prompt,
        version_number,
        model_id: 'simulator/slow',
      })),
      inputs: [{ variables: { topic: 'tides', audience: 'a sailor' } }],
      checks: [{ type: 'icontains', value: 'tides' }],
    })
    await page.goto(`/comparisons/${id}`)
    await page
      .getByRole('gridcell', { name: /\w+ \w+ \w+.*running/i })
      .first()
      .waitFor()
    await look('board-streaming')
    await page.getByRole('gridcell').first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).waitFor()
    await look('dialog-cell-streaming')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Stop all' }).click()
    await page.getByText('All 2 runs are over.').waitFor()
    await visit('comparisons', '/comparisons', 'Comparisons')
  })

  await step('what opens', async () => {
    await page.goto('/settings')
    await page.getByRole('button', { name: 'Delete account…' }).click()
    await page.getByRole('dialog').waitFor()
    await look('dialog-delete-account')
    await page.keyboard.press('Escape')

    await page.goto(`/prompts/${prompt}`)
    await page.getByRole('button', { name: 'Edit details' }).click()
    await page.getByRole('dialog').waitFor()
    await look('dialog-details')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Actions on version 1' }).click()
    await page.getByRole('menu').waitFor()
    await look('menu-version')
    await page.keyboard.press('Escape')
    await page.getByRole('banner').getByText('Ada Lovelace').click()
    await page.getByRole('menu').waitFor()
    await look('menu-account')
    await page.keyboard.press('Escape')

    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('dialog', { name: 'Go to' }).waitFor()
    await look('dialog-palette')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await look('dialog-shortcuts')
    await page.keyboard.press('Escape')
  })

  await step('what is told', async () => {
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    // It does not leave under the focus.
    await page.getByRole('button', { name: 'Undo' }).focus()
    await look('notice')
    await page.getByRole('button', { name: 'Undo' }).click()
    await context.setOffline(true)
    await page.getByText('You are offline.', { exact: false }).waitFor()
    await look('offline')
    await context.setOffline(false)
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 400, 401, 412), [])
  })
})

test('A prompt is changed, saved and run by somebody who reads at 200 %', async (t) => {
  const { page, messages, step } = await openPage(t, stage.browser, stage.app.url, {
    viewport: zoomed,
    deviceScaleFactor: 2,
  })
  const fits = async () => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= zoomed.width, `the page is ${width} pixels wide in a window of ${zoomed.width}`)
  }

  await step('Somebody opens a prompt', async () => {
    const email = await register(page, 'Ada Lovelace')
    const api = await signInToApi(stage.app.url, email)
    await api('POST', '/api/prompts/', { ...versionOfTutor, name: 'Tutor' })
    await page.getByRole('link', { name: 'Prompts' }).first().click()
    await page.getByRole('link', { name: 'Tutor' }).click()
    await page.getByRole('link', { name: 'Edit prompt' }).click()
    await page.locator('.cm-content').nth(1).waitFor()
    await fits()
  })

  await step('changes its text, and saves it', async () => {
    await template(page).click()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(' Be brief.')
    await page.getByRole('textbox', { name: 'Temperature' }).fill('0.2')
    await page.getByLabel('Note').fill('Shorter')
    await page.getByRole('button', { name: 'Save version' }).click()
    await notice(page, 'Saved as version 2.')
    await fits()
  })

  await step('runs it, and reads the answer', async () => {
    await page.getByRole('link', { name: 'Back to prompt' }).click()
    await page.getByRole('textbox', { name: 'topic' }).fill('tides')
    await page.getByRole('textbox', { name: 'audience' }).fill('a sailor')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText(/Finished in/).waitFor()
    await fits()
  })

  await step('and the page had nothing to complain of', () => {
    assert.deepEqual(complaints(messages, 401), [])
  })
})

const versionOfTutor = {
  system_message: 'You are a patient teacher.',
  user_message_template: 'Explain {{ topic }} to {{ audience }}.',
  model_config: { model: 'simulator/quick', temperature: 0.7 },
}

/** A prompt with two versions, others beside it, and a run that is over. */
async function furnish(api) {
  for (const [name, tag] of [
    ['Release notes', 'writing'],
    ['Haiku', 'writing'],
    ['SQL reviewer', 'code'],
  ]) {
    await api('POST', '/api/prompts/', {
      name,
      tags: [tag],
      description: 'One of many',
      user_message_template: '{{ text }}',
    })
  }
  const { id: prompt } = await api('POST', '/api/prompts/', {
    name: 'Tutor',
    tags: ['teaching', 'demo'],
    description: 'Explains anything to anybody',
    ...versionOfTutor,
  })
  await api('POST', `/api/prompts/${prompt}/versions/`, {
    system_message: versionOfTutor.system_message,
    user_message_template: 'Explain {{ topic }} to {{ audience }}, with an example.',
    model_config: { model: 'simulator/quick', temperature: 0.4 },
    note: 'With an example',
  })
  await api('PATCH', '/api/settings/', { limits: { daily_usd: 0.5 } })
  const { id: run } = await api('POST', `/api/prompts/${prompt}/run/`, {
    model_id: 'simulator/quick',
    variables: { topic: 'tides', audience: 'a sailor' },
  })
  return { prompt, run }
}
