import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Failure } from './failure.mjs'
import { root } from './root.mjs'

/** Makes local.settings.json where there is none; one that is there is never touched, since its keys open what is stored. */
export function makeSettings(say, folder = root) {
  const file = path.join(folder, 'local.settings.json')
  if (existsSync(file)) {
    return
  }
  say('Making local.settings.json with fresh secrets')
  const sample = readJson(path.join(folder, 'local.settings.sample.json'))
  writeFileSync(file, `${JSON.stringify({ ...sample, Values: freshValues(folder) }, null, 2)}\n`, {
    mode: 0o600,
  })
}

/** The sample's values, with new random bytes wherever it asks for them. */
export function freshValues(folder = root) {
  const { Values } = readJson(path.join(folder, 'local.settings.sample.json'))
  return Object.fromEntries(
    Object.entries(Values).map(([name, value]) => [
      name,
      value.startsWith('<32 random bytes') ? randomBytes(32).toString('base64') : value,
    ]),
  )
}

/** A setting as the app will see it: the environment first, then local.settings.json. */
export function setting(name) {
  return process.env[name] ?? ownSettings().Values?.[name]
}

/** The name that Core Tools know it by. */
export function usualAppPort() {
  return ownSettings().Host?.LocalHttpPort ?? 7071
}

function ownSettings() {
  const file = path.join(root, 'local.settings.json')
  return existsSync(file) ? readJson(file) : {}
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Failure(`${file} is not JSON: ${error.message}`)
  }
}
