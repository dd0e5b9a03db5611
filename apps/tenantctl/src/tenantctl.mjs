#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// `npx tenantctl` runs on whichever Node is installed. A version before 22.18 cannot run TypeScript; then
// this starts itself again with the repository's own Node.
if (process.features.typescript) {
  // Not a shared folder: anyone who can write to the cache decides what runs here.
  module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache', import.meta.url)))
  const { main } = await import('./main.ts')
  await main()
} else {
  const file = fileURLToPath(import.meta.url)
  const child = spawn(findNode(dirname(file)), [file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}

/** The Node that `npm ci` has put into the nearest node_modules above. */
function findNode(folder) {
  const node = join(folder, 'node_modules', '.bin', 'node')
  if (existsSync(node)) return node
  if (dirname(folder) !== folder) return findNode(dirname(folder))
  process.stderr.write(
    `tenantctl needs Node 22.18 or later; this is ${process.version}: run "npm ci" first\n`,
  )
  process.exit(2)
}
