import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { bicep, inCopy, predict, predictIn } from './bicep.mjs'
import { everything } from './snapshot.mjs'

test('Both keys are made of nothing but fresh GUIDs, and only where there is none', async () => {
  const { predictedResources } = await predict(everything)
  const { stdout } = await bicep('build', '--no-restore', '--stdout', 'modules/keyvault.bicep')
  const { parameters, resources } = JSON.parse(stdout)
  const secrets = Object.values(resources).filter(({ type }) => type === 'Microsoft.KeyVault/vaults/secrets')

  assert.deepEqual(
    predictedResources
      .filter(({ type }) => type === 'Microsoft.KeyVault/vaults/secrets')
      .map(({ name, properties }) => [name.split('/')[1], properties.value]),
    [
      ['signing-key', '[made of newGuid()]'],
      ['wrapping-key', '[made of newGuid()]'],
    ],
  )
  // A second deployment would otherwise rotate the keys, which is a person's decision.
  secrets.forEach((secret) => assert.ok('onlyIfNotExists' in secret['@options']))
  const sources = secrets.map(({ properties }) => properties.value.match(/parameters\('(\w+)'\)/)[1])
  assert.equal(new Set(sources).size, 2)
  sources.forEach((name) => assert.equal(parameters[name].type, 'securestring'))
})

test('No output of the deployment knows a key', async () => {
  const { outputs } = await predict(everything)

  assert.deepEqual(Object.keys(outputs).sort(), [
    'APP_ADDRESS',
    'APP_NAME',
    'AZURE_RESOURCE_GROUP',
    'PAGE_NAME',
    'VAULT_NAME',
  ])
  assert.doesNotMatch(JSON.stringify(outputs), /newGuid|secrets|listKeys/)
})

test('Three GUIDs become 32 bytes in base64 that hold each of their random bits', async () => {
  const guids = Array.from({ length: 8 }, () => [randomUUID(), randomUUID(), randomUUID()])

  const keys = await keysFrom(guids.map((three) => three.join('')))

  guids.forEach((three, i) => {
    assert.equal(keys[i], expected(three), three.join(' '))
    assert.equal(Buffer.from(keys[i], 'base64').length, 32)
    assert.equal(Buffer.from(keys[i], 'base64').toString('base64'), keys[i], 'not as an encoder writes it')
  })
})

test('It does not matter how Azure writes a GUID', async () => {
  const guids = `${randomUUID()}${randomUUID()}${randomUUID()}`

  const [small, capital] = await keysFrom([guids, guids.toUpperCase()])

  assert.equal(small, capital)
})

/** The same, by other means: two digits give six bits, the 85th gives the last four. */
function expected(guids) {
  const digits = guids
    .map((guid) => guid.replaceAll('-', ''))
    .map((all) => all.slice(0, 12) + all.slice(13, 16) + all.slice(17))
  const bits = digits
    .join('')
    .slice(0, 84)
    .match(/../g)
    .map((two) => (parseInt(two, 16) & 63).toString(2).padStart(6, '0'))
  const last = parseInt(digits.join('')[84], 16).toString(2).padStart(4, '0')
  const bytes = [...bits, last].join('').match(/.{8}/g)
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2))).toString('base64')
}

function keysFrom(guids) {
  return inCopy(async (root) => {
    const file = path.join(root, 'infra/bicep/modules/check.bicep')
    await writeFile(
      file,
      `targetScope = 'subscription'\nimport { keyFrom } from 'random-key.bicep'\nparam guids string[]\noutput keys array = map(guids, three => keyFrom(three))\n`,
    )
    await writeFile(
      `${file}param`,
      `using 'check.bicep'\nparam guids = [\n${guids.map((three) => `  '${three}'`).join('\n')}\n]\n`,
    )
    const { outputs } = await predictIn(root, 'infra/bicep/modules/check.bicepparam')
    return outputs.keys
  })
}
