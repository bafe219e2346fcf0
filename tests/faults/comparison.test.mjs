import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Account } from '../e2e/account.mjs'
import { openApp } from '../e2e/app.mjs'
import { newMark, openUpstream } from '../network/upstream.mjs'

const models = ['simulator/echo', 'simulator/quick']
const marks = Array.from({ length: 150 }, newMark)
const cells = models.length * marks.length

describe('A host that dies in the middle of 300 cells', () => {
  let app, upstream
  before(async () => {
    const pace = { Simulator__FirstTokenMs: '200', Simulator__TokenMs: '20', Simulator__BalanceUsd: '1000' }
    app = await openApp(pace, { hosts: 0 })
    upstream = await openUpstream(app.simulatorUrl)
  })
  after(async () => {
    await app?.stop()
    upstream?.close()
  })

  it('leaves each of them run once, and none paid for again that nobody asked for', async () => {
    const host = await app.startHost({ env: upstream.env })
    const account = await Account.register(host.url)
    await account.call('PATCH', 'settings/', { limits: { max_concurrent_runs: 16 } })
    const { id } = await account.call('POST', 'comparisons/', await comparisonFor(account))
    const board = () => account.get(`comparisons/${id}/`)
    await until(board, (now) => countOf(now, 'succeeded') >= 60)

    await host.kill()
    await host.start()
    const settled = await until(board, ({ open_cells }) => open_cells === 0)

    const first = await callsByCell(upstream)
    assert.equal(countOf(settled, 'succeeded') + countOf(settled, 'interrupted'), cells)
    assert.ok(countOf(settled, 'interrupted') <= 16)
    for (const cell of settled.cells) {
      assert.equal(cell.attempts, 1)
      // A host may die between its mark and the call.
      const calls = first.get(nameOf(cell))?.length ?? 0
      assert.ok(
        calls === 1 || (calls === 0 && cell.status === 'interrupted'),
        `${nameOf(cell)}: ${calls} calls`,
      )
    }

    const resumed = await account.call('POST', `comparisons/${id}/resume/`)
    const whole = await until(board, ({ open_cells }) => open_cells === 0)

    const second = await callsByCell(upstream)
    assert.equal(resumed.cells, countOf(settled, 'interrupted'))
    assert.equal(countOf(whole, 'succeeded'), cells)
    for (const [index, cell] of whole.cells.entries()) {
      const again = settled.cells[index].status === 'interrupted' ? 1 : 0
      assert.equal(cell.attempts, 1 + again)
      assert.equal(second.get(nameOf(cell)).length, (first.get(nameOf(cell))?.length ?? 0) + again)
    }
    const { count } = await account.get(`runs/?comparison_id=${id}`)
    assert.equal(count, cells + resumed.cells)
  })
})

const nameOf = ({ variant, input }) => `${models[variant]} ${marks[input]}`

async function comparisonFor(account) {
  const { id } = await account.createPrompt()
  return {
    name: 'Killed',
    variants: models.map((model_id) => ({ prompt_id: id, model_id })),
    inputs: marks.map((mark) => ({ variables: { text: `${mark} and some more words to say` } })),
  }
}

async function callsByCell({ calls }) {
  const byCell = new Map()
  for (const { requested_model, model, mark } of await calls()) {
    const name = `${requested_model ?? model} ${mark}`
    byCell.set(name, [...(byCell.get(name) ?? []), mark])
  }
  return byCell
}

const countOf = ({ cells }, status) => cells.filter((cell) => cell.status === status).length

async function until(look, isSo) {
  for (;;) {
    const now = await look()
    if (isSo(now)) {
      return now
    }
    await sleep(300)
  }
}
