import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { bicep, infra } from './bicep.mjs'

const files = (await readdir(infra, { recursive: true })).filter((name) => /\.(bicep|bicepparam)$/.test(name))
const parameterFiles = files.filter((name) => name.endsWith('.bicepparam'))

test('The linter has nothing to say', async () => {
  const { code, complaints } = await bicep('lint', '--no-restore', 'main.bicep')

  assert.deepEqual(complaints, [])
  assert.equal(code, 0)
})

test('There is a parameter file for dev and for prod', () => {
  assert.deepEqual(parameterFiles.sort(), ['dev.bicepparam', 'prod.bicepparam'])
})

for (const file of parameterFiles) {
  test(`${file} builds and fits main.bicep`, async () => {
    const { code, stdout, complaints } = await bicep('build-params', '--no-restore', '--stdout', file)

    assert.deepEqual(complaints, [])
    assert.equal(code, 0)
    assert.ok(JSON.parse(stdout).templateJson)
  })
}

test('Every file is formatted', async (t) => {
  const copy = await mkdtemp(path.join(tmpdir(), 'bicep-'))
  t.after(() => rm(copy, { recursive: true, force: true }))
  await cp(infra, copy, {
    recursive: true,
    filter: (source) => !/[\\/]cli([\\/]|$)/.test(source.slice(infra.length - 1)),
  })

  for (const file of files) {
    const { code, stderr } = await bicep('format', path.join(copy, file))
    assert.equal(code, 0, stderr)
    const [is, should] = await Promise.all(
      [infra, copy].map((folder) => readFile(path.join(folder, file), 'utf8')),
    )
    assert.equal(is, should, `${file} is not as "bicep format" writes it`)
  }
})
