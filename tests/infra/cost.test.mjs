import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { amounts, cost, measuredOperations, shares, tables } from '../../infra/cost/cost.mjs'
import { limits, prices } from '../../infra/cost/prices.mjs'
import { day, instance, run, workingDays } from '../../infra/cost/usage.mjs'
import { inRoot } from '../../local/root.mjs'

test('docs/cost.md shows what npm run cost prints', async () => {
  assert.ok((await readFile(inRoot('docs/cost.md'), 'utf8')).includes(tables()))
})

test('A day is made of requests whose operations are measured', () => {
  const measured = measuredOperations()

  assert.deepEqual(
    Object.keys(day).filter((name) => !(name in measured)),
    [],
  )
})

test('One more operation in a request is one more for each time it is made', () => {
  const measured = measuredOperations()
  const dearer = { ...measured, Settings: measured.Settings + 1 }

  const more = amounts(50, dearer).tableOperation - amounts(50, measured).tableOperation

  assert.equal(Math.round(more), 50 * workingDays * day.Settings)
})

test('Everything that is used has a price, and every limit a share', () => {
  assert.deepEqual(Object.keys(amounts(1)), Object.keys(prices))
  assert.deepEqual(Object.keys(shares(1)), Object.keys(limits))
})

test('What is free of charge is free, and what goes beyond it costs its price', () => {
  const used = amounts(1_000)

  assert.equal(cost(1).execution, 0)
  assert.equal(cost(1_000).execution, (used.execution - prices.execution.free) * prices.execution.each)
})

test('A run that lasts longer keeps instances busy for longer', () => {
  const before = amounts(1_000).gigabyteSecond
  const seconds = run.seconds
  run.seconds *= 2
  const after = amounts(1_000).gigabyteSecond
  run.seconds = seconds

  assert.ok(after > before)
})

test('The instance that is reckoned with is the one that Bicep asks for', async () => {
  const bicep = await readFile(inRoot('infra/bicep/modules/functions.bicep'), 'utf8')

  assert.equal(Number(bicep.match(/instanceMemoryMB: (\d+)/)[1]), instance.gigabytes * 1024)
  assert.equal(Number(bicep.match(/perInstanceConcurrency: (\d+)/)[1]), instance.requestsAtOnce)
  assert.equal(Number(bicep.match(/maximumInstanceCount: (\d+)/)[1]), limits.instancesOfTheApp)
})
