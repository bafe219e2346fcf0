import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

const viewer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/** What public/docs/index.html needs of Swagger UI, and its licence; none of it is in the page's own bundle. */
const files = new Map([
  ['/docs/swagger-ui-bundle.js', { name: 'swagger-ui-bundle.js', type: 'text/javascript' }],
  ['/docs/swagger-ui.css', { name: 'swagger-ui.css', type: 'text/css' }],
  ['/docs/swagger-ui.LICENSE.txt', { name: 'LICENSE', type: 'text/plain' }],
  ['/docs/swagger-ui.NOTICE.txt', { name: 'NOTICE', type: 'text/plain' }],
])

/** Ships the viewer of the API's contract beside the page, and serves it while the page is developed. */
export function apiDocs(): Plugin {
  return {
    name: 'promptlab:api-docs',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = files.get(request.url ?? '')
        if (!file) return next()

        response.setHeader('Content-Type', file.type)
        readFile(join(viewer, file.name)).then((content) => response.end(content), next)
      })
    },
    async generateBundle() {
      for (const [path, { name }] of files) {
        const source = await readFile(join(viewer, name), 'utf8')
        this.emitFile({ type: 'asset', fileName: path.slice(1), source: withoutSourceMap(source) })
      }
    },
  }
}

/** The maps are left at home; a link to one would be a request for nothing. */
function withoutSourceMap(source: string) {
  return source.replace(/\n?(\/\/|\/\*)# sourceMappingURL=\S+( \*\/)?\s*$/, '\n')
}
