// npm run snapshot: writes down what a deployment with everything switched on would make. The diff belongs to the change.
import { writeFile } from 'node:fs/promises'
import { inRoot } from '../../local/root.mjs'
import { predict } from './bicep.mjs'

export const everything = 'tests/infra/everything.bicepparam'
export const snapshotFile = inRoot('tests/infra/everything.snapshot.json')

export const asText = (snapshot) => `${JSON.stringify(snapshot, null, 2)}\n`

if (process.argv[1] === import.meta.filename) {
  await writeFile(snapshotFile, asText(await predict(everything)))
}
