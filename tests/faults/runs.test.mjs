import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { useStage } from './stage.mjs'

const stage = useStage()

const toRow = ({ method, path }) => method === 'PUT' && path.includes('/Runs(')
const toEnd = ({ method, body }) => method === 'POST' && /"Status":\s*"Succeeded"/.test(body)

describe('Storage that fails under a run', () => {
  it('may be out of reach for ten seconds in the middle of an answer', async () => {
    await assertSurvives(700, stage.storage.cut, stage.storage.mend)
  })

  it('may be out of reach for ten seconds when the answer ends', async () => {
    await assertSurvives(250, stage.storage.cut, stage.storage.mend)
  })

  it('may stand still for ten seconds', async () => {
    const { azurite } = stage.app
    await assertSurvives(
      300,
      () => azurite.freeze(),
      () => azurite.thaw(),
    )
  })

  it('may write the end and not be able to say so', async () => {
    const run = await stage.prepare(20)
    await run.create()
    const { lost } = stage.storage.tables.loseReply(toEnd)
    run.listen()

    await lost
    await run.listening

    await assertWhole(run)
  })
})

describe('A host that dies or stands still', { concurrency: true }, () => {
  it('has its run started over when it had not called OpenRouter yet', async () => {
    const { host, storage } = await stage.startHost()
    const calling = storage.tables.hold(toRow)
    const run = await stage.claimedAt(host, storage, 20)
    await calling.arrived

    await host.kill()

    await run.untilOver()
    run.listen()
    await run.listening
    await assertWhole(run)
  })

  it('has its run interrupted when the answer was under way', async () => {
    const { host, storage } = await stage.startHost()
    const run = await stage.claimedAt(host, storage, 3_000)
    const { response_text: kept } = await run.untilTextIsKept()

    await host.kill()
    await run.listening
    run.listen(stage.survivor)
    await run.listening

    assert.equal(run.heard.done?.status, 'interrupted')
    const interrupted = await assertInterrupted(run)
    assert.ok(interrupted.response_text.startsWith(kept))
    assert.notEqual(interrupted.response_text, run.text)
  })

  it('has its run interrupted when it had the whole answer and had not stored it', async () => {
    const { host, storage } = await stage.startHost()
    const storing = storage.tables.hold(toEnd)
    const run = await stage.claimedAt(host, storage, 100)
    await storing.arrived

    await host.kill()

    await run.untilOver()
    const interrupted = await assertInterrupted(run)
    assert.equal((await run.calls())[0].outcome, 'completed')
    assert.ok(interrupted.response_text.length > 0)
  })

  it('brings its answer home when it was only taken for dead', async () => {
    const { host, storage } = await stage.startHost()
    const run = await stage.claimedAt(host, storage, 300)
    await run.untilTextIsKept()

    host.freeze()
    await run.until(({ status }) => status === 'interrupted')
    host.thaw()

    await run.listening
    await assertWhole(run)
  })

  it('does not call OpenRouter once another has started its run over', async () => {
    const { host, storage } = await stage.startHost()
    const calling = storage.tables.hold(toRow)
    const run = await stage.claimedAt(host, storage, 20)
    await calling.arrived

    await run.untilOver()
    calling.release()

    await run.listening
    await assertWhole(run)
  })
})

/** Succeeded with every word, which is what its listener heard, at the price of its only call. */
/** A run whose answer has begun ends whole, although something fails for ten seconds. */
async function assertSurvives(words, fail, mend) {
  const run = await stage.prepare(words)
  await run.create()
  run.listen()
  await run.untilTextIsKept()

  fail()
  await sleep(10_000)
  mend()

  await run.listening
  await assertWhole(run)
}

async function assertWhole(run) {
  const stored = await run.now()
  const [call, ...more] = await run.calls()
  assert.equal(stored.status, 'succeeded')
  assert.equal(stored.response_text, run.text)
  assert.equal(run.heard.text, run.text)
  assert.deepEqual({ ...run.heard.done, updated_at: stored.updated_at }, stored)
  assert.deepEqual(more, [])
  assert.equal(call.outcome, 'completed')
  assert.equal(stored.generation_id, call.generation_id)
  assert.equal(stored.total_cost_usd, call.cost)
  assert.equal(await run.account.spentToday(), call.cost)
}

/** Over with some of its words; what its only call cost is unknown, or has been found out since. */
async function assertInterrupted(run) {
  const [call, ...more] = await run.calls()
  assert.deepEqual(more, [])
  const stored = await settled(run)
  assert.equal(stored.status, 'interrupted')
  assert.ok(run.text.startsWith(stored.response_text))
  assert.equal(stored.generation_id, call.generation_id)
  if (stored.total_cost_usd !== null) {
    assert.equal(stored.total_cost_usd, call.cost)
  }
  return stored
}

/** The run and the account's spending as they are at one moment. */
async function settled(run) {
  for (;;) {
    const before = await run.now()
    const spent = await run.account.spentToday()
    const after = await run.now()
    if (before.total_cost_usd === after.total_cost_usd) {
      assert.equal(spent, after.total_cost_usd ?? 0)
      return after
    }
  }
}
