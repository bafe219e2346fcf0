import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const own = fileURLToPath(new URL('../api-docs', import.meta.url))

/** The page, what it needs of Swagger UI, and the licence of that; none of it is in the app's own bundle. */
const files = new Map([
  ['/docs/index.html', { file: join(own, 'index.html'), type: 'text/html' }],
  ['/docs/docs.js', { file: join(own, 'docs.js'), type: 'text/javascript' }],
  ['/docs/swagger-ui-bundle.js', { file: join(swagger, 'swagger-ui-bundle.js'), type: 'text/javascript' }],
  ['/docs/swagger-ui.css', { file: join(swagger, 'swagger-ui.css'), type: 'text/css' }],
  ['/docs/swagger-ui.LICENSE.txt', { file: join(swagger, 'LICENSE'), type: 'text/plain' }],
  ['/docs/swagger-ui.NOTICE.txt', { file: join(swagger, 'NOTICE'), type: 'text/plain' }],
])

/**
 * Ships the viewer of the API's contract beside the page, and serves it while the page is developed. A page on a host of its own
 * goes without: the viewer shows the contract of the server that serves it.
 */
export function apiDocs(): Plugin {
  let isBesideApi = true

  return {
    name: 'promptlab:api-docs',
    configResolved({ env }) {
      isBesideApi = !env.VITE_API_BASE_URL
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const found = files.get(request.url ?? '')
        if (!found) return next()

        response.setHeader('Content-Type', found.type)
        readFile(found.file).then((content) => response.end(content), next)
      })
    },
    async generateBundle() {
      for (const [path, { file }] of isBesideApi ? files : []) {
        const source = await readFile(file, 'utf8')
        this.emitFile({ type: 'asset', fileName: path.slice(1), source: withoutSourceMap(source) })
      }
    },
  }
}

/** The maps are left at home; a link to one would be a request for nothing. */
function withoutSourceMap(source: string) {
  return source.replace(/\n?(\/\/|\/\*)# sourceMappingURL=\S+( \*\/)?\s*$/, '\n')
}
