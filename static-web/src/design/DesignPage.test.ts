import { screen, waitFor } from '@testing-library/vue'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { showStranger } from '@/../tests/show'

describe('the design page', () => {
  it('opens a dialog that keeps the focus, and gives it back', async () => {
    await showStranger('/design')
    const button = await screen.findByRole('button', { name: 'Open dialog' })

    await userEvent.click(button)
    await screen.findByRole('dialog', { name: 'A dialog' })
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Name')))
    await userEvent.keyboard('{Escape}')

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(button))
  })

  it('has a menu that is worked by keys', async () => {
    await showStranger('/design')
    const button = await screen.findByRole('button', { name: 'Open menu' })

    button.focus()
    await userEvent.keyboard('{Enter}')
    await screen.findByRole('menu', { name: 'Open menu' })
    await userEvent.keyboard('{ArrowDown}{Enter}')

    await screen.findByText(/was chosen/)
  })

  it('tells what can be taken back until it is dismissed', async () => {
    await showStranger('/design')

    await userEvent.click(await screen.findByRole('button', { name: 'Tell with undo' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
    await screen.findByText('It was taken back.')

    await userEvent.click(screen.getByRole('button', { name: 'Tell with undo' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Dismiss' }))
    await screen.findByText('It is gone.')
  })
})
