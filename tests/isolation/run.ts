import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runLong } from '../long-run.ts'
import {
  type AttackTable,
  type InternalTable,
  type PropertiesTable,
  type RoutesTable,
  renderMatrix,
} from './render-matrix.ts'

const page = fileURLToPath(new URL('../../docs/security-matrix.md', import.meta.url))

/** `npm run test:isolation`: the matrix in its long form; it writes the tables if all tests pass. */
async function runIsolation(): Promise<number> {
  const { code, table } = await runLong(['isolation'])
  if (code !== 0) return code
  const matrix = renderMatrix({
    attacks: await table<AttackTable>('attacks'),
    tenantRoutes: await table<RoutesTable>('tenant-routes'),
    internalRoutes: await table<InternalTable>('internal-routes'),
    properties: await table<PropertiesTable>('properties'),
  })
  await writeFile(page, matrix)
  return 0
}

process.exitCode = await runIsolation()
