import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'
import { compressFiles } from './compress-files.ts'

/** The build configuration of pages that a service serves itself, under `base`. */
export function pagesConfig(base = '/'): UserConfig {
  return {
    base,
    plugins: [react(), compressFiles()],
    build: {
      target: ['chrome123', 'firefox128', 'safari18'],
      // The pages' security policy allows files only, so nothing is inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: { input: ['index.html', 'docs.html'], checks: { pluginTimings: false } },
    },
  }
}
