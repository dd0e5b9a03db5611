import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runWithTables } from '../run-with-tables.ts'
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
  const names = ['attacks', 'tenant-routes', 'internal-routes', 'properties']
  const { code, table } = await runWithTables(['tests/isolation/'], names)
  if (code !== 0) return code
  const matrix = renderMatrix({
    attacks: table<AttackTable>('attacks'),
    tenantRoutes: table<RoutesTable>('tenant-routes'),
    internalRoutes: table<InternalTable>('internal-routes'),
    properties: table<PropertiesTable>('properties'),
  })
  await writeFile(page, matrix)
  return 0
}

process.exitCode = await runIsolation()
