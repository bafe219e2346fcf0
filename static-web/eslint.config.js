import skipFormatting from '@vue/eslint-config-prettier/skip-formatting'
import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import pluginVue from 'eslint-plugin-vue'

const slices = ['auth', 'comparisons', 'models', 'prompts', 'runs', 'settings']

/** What the files under a folder may not import. */
const forbid = (files, ...patterns) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
})

const climbing = { regex: '^\\.\\./', message: 'Outside its own folder a file is named from the root: @/…' }

export default defineConfigWithVueTs(
  // The second is written by npm run contract.
  { ignores: ['dist', 'dist-static', 'src/shared/api/contract.d.ts'] },
  pluginVue.configs['flat/recommended-error'],
  vueTsConfigs.strict,
  skipFormatting,

  // The layers of the app. A slice sees shared/ and other slices' queries; shared/ sees no slice.
  ...slices.map((slice) =>
    forbid(`src/${slice}/**`, climbing, {
      regex: `^@/(?!${slice}/)(${slices.join('|')})/(?!queries$)`,
      message: 'Reach into another slice only through its queries.',
    }),
  ),
  forbid('src/shared/**', climbing, {
    regex: `^@/(${slices.join('|')})/`,
    message: 'shared/ must not know a slice.',
  }),
  forbid('src/*.{ts,vue}', climbing, {
    regex: `^(@|\\.)/(${slices.join('|')})/(?!(queries|routes)$)`,
    message: 'The shell sees of a slice its routes and its queries.',
  }),

  // A file holds one idea.
  { files: ['src/**/*.vue'], rules: { 'max-lines': ['error', 150] } },
  { files: ['src/**/*.ts'], ignores: ['**/*.test.ts'], rules: { 'max-lines': ['error', 200] } },

  {
    rules: {
      'vue/block-order': ['error', { order: ['script', 'template'] }],
      'vue/no-v-html': 'error',
      // The types say which props may be absent.
      'vue/require-default-prop': 'off',
    },
  },
)
