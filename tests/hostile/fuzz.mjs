import { buildProgram, program, quietDotnet } from '../../local/build.mjs'
import { Child } from '../../local/processes.mjs'

/** The properties that CI tries a few hundred times with one seed, here so many times more, with another. */
export async function fuzz({ times, seed }) {
  await buildProgram('PromptLab.Tests', 'tests')
  const env = { ...quietDotnet, PROMPTLAB_FUZZ_TIMES: times, PROMPTLAB_FUZZ_SEED: seed }
  const args = [program('PromptLab.Tests', 'tests'), '-noColor', '-noLogo', '-class', '*FuzzTests']
  const { code } = await new Child('fuzz', 'dotnet', args, { env, inherit: true }).exited
  return {
    lines: [
      `Values by chance, ${times} times those of CI. Once more: npm run hostile -- fuzz --times ${times} --seed ${seed}`,
    ],
    faults: code === 0 ? [] : ['see above'],
  }
}
