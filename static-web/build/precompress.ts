import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const textual = new Set(['.js', '.css', '.html', '.svg', '.txt'])
const smallest = 1024

/** Writes a .br and a .gz beside each text file of the build, so that the server never compresses on a request. */
export function precompress(): Plugin {
  let folder = ''

  return {
    name: 'promptlab:precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true })
      await Promise.all(
        files.filter((file) => textual.has(extname(file))).map((file) => compress(join(folder, file))),
      )
    },
  }
}

async function compress(file: string) {
  if ((await stat(file)).size <= smallest) return

  const text = await readFile(file)
  const br = await promisify(brotliCompress)(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  })
  const gz = await promisify(gzip)(text, { level: 9 })

  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
}
