import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'
import { compressFiles } from './compress-files.ts'

/** How pages are built that a service hands out itself, under `base`. */
export function pagesConfig(base = '/'): UserConfig {
  return {
    base,
    plugins: [react(), compressFiles()],
    build: {
      target: ['chrome123', 'firefox128', 'safari18'],
      // The pages' policy takes files alone: nothing is put into the pages themselves.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: ['index.html', 'docs.html'], checks: { pluginTimings: false } },
    },
  }
}
