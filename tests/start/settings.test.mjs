import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, test } from 'node:test'
import { inRoot } from '../../local/root.mjs'
import { freshValues, makeSettings } from '../../local/settings.mjs'

const silent = () => {}
let folder

beforeEach(async (t) => {
  folder = await mkdtemp(path.join(tmpdir(), 'settings-'))
  await copyFile(inRoot('local.settings.sample.json'), path.join(folder, 'local.settings.sample.json'))
  t.after(() => rm(folder, { recursive: true, force: true }))
})

test('The first start makes settings in which every secret is 32 fresh bytes', async () => {
  makeSettings(silent, folder)

  const sample = JSON.parse(await readFile(inRoot('local.settings.sample.json'), 'utf8'))
  const { Values, ...rest } = JSON.parse(await readFile(path.join(folder, 'local.settings.json'), 'utf8'))
  const secrets = Object.keys(Values).filter((name) => Values[name] !== sample.Values[name])
  assert.deepEqual(Object.keys(Values), Object.keys(sample.Values))
  assert.deepEqual(rest, { IsEncrypted: sample.IsEncrypted, Host: sample.Host })
  assert.ok(secrets.length >= 2)
  secrets.forEach((name) => assert.equal(Buffer.from(Values[name], 'base64').length, 32, name))
  assert.equal(new Set(secrets.map((name) => Values[name])).size, secrets.length)
})

test('The second start keeps the settings byte for byte', async () => {
  makeSettings(silent, folder)
  const file = path.join(folder, 'local.settings.json')
  const [text, time] = [await readFile(file, 'utf8'), (await stat(file)).mtimeMs]

  makeSettings(silent, folder)

  assert.equal(await readFile(file, 'utf8'), text)
  assert.equal((await stat(file)).mtimeMs, time)
})

test('No value that asks for random bytes is left as it is', () => {
  assert.deepEqual(
    Object.values(freshValues(folder)).filter((value) => value.includes('<')),
    [],
  )
})
