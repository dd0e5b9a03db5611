import { pagesConfig } from '@mt/web/build/pages-config.ts'
import { defineConfig } from 'vite'

export default defineConfig(pagesConfig('/console/'))
