import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { apiDocs } from './build/apiDocs.ts'
import { precompress } from './build/precompress.ts'
import { staticHost } from './build/staticHost.ts'

const api = `http://127.0.0.1:${process.env.PORT ?? 7071}`

export default defineConfig({
  plugins: [vue(), tailwindcss(), apiDocs(), precompress(), staticHost()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy: { '/api': api } },
  preview: { proxy: { '/api': api } },
  // Small files stay files: the page's CSP has no data: sources.
  build: { assetsInlineLimit: 0 },
  test: {
    environment: 'happy-dom',
    setupFiles: ['tests/setup.ts'],
    unstubGlobals: true,
    alias: [
      {
        find: './templateEditor',
        replacement: fileURLToPath(new URL('./tests/noEditor.ts', import.meta.url)),
      },
      { find: './chart', replacement: fileURLToPath(new URL('./tests/noChart.ts', import.meta.url)) },
    ],
  },
})
