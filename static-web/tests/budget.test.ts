// @vitest-environment node
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** What a first visit may cost, in bytes of gzip. The build of the page is measured as it is served: npm run build. */
const most = { js: 120_000, css: 20_000 }

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const files = readdirSync(`${dist}/assets`)
const read = (file: string) => readFileSync(`${dist}/${file}`, 'utf8')

/** The chunk that holds a page or a part; names are Vite's own: the file, a hash. */
const chunkOf = (name: string) => {
  const found = files.find((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file))
  if (!found) throw new Error(`There is no chunk ${name} in dist/assets`)
  return `assets/${found}`
}

/** Everything that is loaded with these files: what they import, and what that imports. */
function withImports(wanted: string[], known = new Set<string>()): Set<string> {
  for (const file of wanted) {
    if (known.has(file)) continue
    known.add(file)
    const imports = [...read(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)]
    withImports(
      imports.map(([, name]) => `assets/${name}`),
      known,
    )
  }
  return known
}

const html = read('index.html')
const inHtml = (kind: string) =>
  [...html.matchAll(new RegExp(`/(assets/[\\w.-]+\\.${kind})`, 'g'))].map(([, file]) => file ?? '')
const gzipped = (file: string) =>
  statSync(`${dist}/${file}.gz`, { throwIfNoEntry: false })?.size ?? statSync(`${dist}/${file}`).size
const weight = (wanted: Iterable<string>) => [...wanted].reduce((sum, file) => sum + gzipped(file), 0)
const firstLoad = (page: string) => withImports([...inHtml('js'), chunkOf(page)])

describe.each(['LoginPage', 'PromptsPage'])('the first load of %s', (page) => {
  it('has at most 120 kB of JavaScript', () => {
    expect(weight(firstLoad(page))).toBeLessThanOrEqual(most.js)
  })

  it('has at most 20 kB of CSS, all of it in one file', () => {
    expect(files.filter((file) => file.endsWith('.css'))).toHaveLength(1)
    expect(weight(inHtml('css'))).toBeLessThanOrEqual(most.css)
  })

  it('leaves the editor, the palette and what reads Markdown for later', () => {
    const loaded = firstLoad(page)

    for (const later of ['templateEditor', 'AppPalette', 'PromptConflict', 'markdown']) {
      expect(loaded).not.toContain(chunkOf(later))
    }
  })
})

it('the charts come after their page', () => {
  for (const page of ['RunAnalyticsPage', 'BoardPage'])
    expect(firstLoad(page)).not.toContain(chunkOf('chart'))
})

it('the editor comes after its page', () => {
  expect(firstLoad('PromptEditPage')).not.toContain(chunkOf('templateEditor'))
})

it('the code of a call comes after the playground, when it is asked for', () => {
  expect(firstLoad('PlaygroundPage')).not.toContain(chunkOf('CodeDialog'))
})
