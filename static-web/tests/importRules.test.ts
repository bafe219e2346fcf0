// @vitest-environment node
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const eslint = new ESLint({ cwd: new URL('..', import.meta.url).pathname })

/** What the import rules say of a line that is planted in a file. */
async function planted(filePath: string, line: string) {
  const [result] = await eslint.lintText(`${line}\n`, { filePath })
  return (
    result?.messages
      .filter(({ ruleId }) => ruleId === 'no-restricted-imports')
      .map(({ message }) => message) ?? []
  )
}

describe('the layers of the app', { timeout: 60_000 }, () => {
  it('let a slice reach into another only through its queries', async () => {
    expect(await planted('src/runs/api.ts', "import '@/prompts/queries'")).toEqual([])
    expect((await planted('src/runs/api.ts', "import '@/prompts/api'"))[0]).toContain(
      'only through its queries',
    )
  })

  it('keep shared/ from knowing a slice', async () => {
    expect((await planted('src/shared/format.ts', "import '@/auth/queries'"))[0]).toContain(
      'must not know a slice',
    )
  })

  it('keep a file from climbing out of its folder', async () => {
    expect((await planted('src/runs/api.ts', "import '../prompts/queries'"))[0]).toContain(
      'named from the root',
    )
    expect(
      (await planted('src/shared/ui/BaseTag.vue', "<script setup>import '../format'</script>"))[0],
    ).toContain('named from the root')
  })

  it('show the shell of a slice no more than its routes and its queries', async () => {
    expect(await planted('src/router.ts', "import './runs/routes'")).toEqual([])
    expect((await planted('src/App.vue', "<script setup>import './runs/LiveRun.vue'</script>"))[0]).toContain(
      'The shell',
    )
  })
})
