import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { inRoot } from '../../local/root.mjs'
import { bicep, inCopy } from './bicep.mjs'

const isBicep = (name) => /\.(bicep|bicepparam)$/.test(name)
const below = async (folder) =>
  (await readdir(inRoot(folder), { recursive: true })).filter(isBicep).map((name) => path.join(folder, name))

const files = [...(await below('infra/bicep')), ...(await below('tests/infra'))]
const parameterFiles = files.filter((name) => name.endsWith('.bicepparam'))

test('The linter has nothing to say', async () => {
  const { code, complaints } = await bicep('lint', '--no-restore', 'main.bicep')

  assert.deepEqual(complaints, [])
  assert.equal(code, 0)
})

test('Every rule that the linter is told of is an error', async () => {
  const config = JSON.parse(await readFile(inRoot('infra/bicep/bicepconfig.json'), 'utf8'))
  const levels = Object.values(config.analyzers.core.rules).map(({ level }) => level)

  assert.ok(levels.length > 20)
  assert.deepEqual([...new Set(levels)], ['error'])
})

test('There is a parameter file for dev, for prod and for azd', () => {
  const names = parameterFiles.map((name) => path.basename(name, '.bicepparam'))

  assert.deepEqual(names.sort(), ['dev', 'everything', 'main', 'prod'])
})

for (const file of parameterFiles) {
  test(`${file} builds and fits main.bicep`, async () => {
    const { code, stdout, complaints } = await bicep('build-params', '--no-restore', '--stdout', inRoot(file))

    assert.deepEqual(complaints, [])
    assert.equal(code, 0)
    assert.ok(JSON.parse(stdout).templateJson)
  })
}

test('Every file is formatted', () =>
  inCopy(async (root) => {
    for (const file of files) {
      const { code, stderr } = await bicep('format', path.join(root, file))
      assert.equal(code, 0, stderr)
      const [is, should] = [inRoot(file), path.join(root, file)].map((name) => readFile(name, 'utf8'))
      assert.equal(await is, await should, `${file} is not as "bicep format" writes it`)
    }
  }))
