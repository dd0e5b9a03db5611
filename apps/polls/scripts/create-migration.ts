import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { schemaDiff } from '@mt/data-plane/migrations/schema-diff'
import { startPostgres } from '@mt/infra/postgres'
import { lintMigration } from '@mt/tenancy/migrations/lint-migration'
import { tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import { entities } from '../src/entities.ts'
import { migrations, notInEntities, referenceMigrations } from '../src/migrations/index.ts'
import { addToIndex, migrationFile, nextNumber } from './migration-text.ts'

const folder = join(import.meta.dirname, '../src/migrations')

/**
 * `npm run migration:create -- name`: writes the migration that brings the history up to date with the
 * entities.
 */
async function createMigration(name: string): Promise<string> {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    return 'usage: npm run migration:create -- name-in-kebab-case'
  const statements = await pendingStatements()
  if (statements.length === 0) return 'nothing to do: the migrations match the entities'
  const number = nextNumber(await readdir(folder))
  const file = join(folder, `${number}-${name}.ts`)
  await writeFile(file, migrationFile({ number, name, statements }))
  const index = join(folder, 'index.ts')
  await writeFile(index, addToIndex(await readFile(index, 'utf8'), { number, name }))
  const breaking = lintMigration({ name: `${number}-${name}`, statements })
  return [`made ${file}: review it, then run: npm run format`, ...breaking].join('\n')
}

/** Compares on its own server, in a database with the tables of one tenant. */
async function pendingStatements(): Promise<string[]> {
  await using postgres = await startPostgres()
  const { url } = postgres
  await using kit = await tenancyTestKit({ url, entities, migrations, referenceMigrations })
  const { placement } = await kit.tenant('database')
  return await schemaDiff({ entities, url, notInEntities, ...placement })
}

console.log(await createMigration(process.argv[2] ?? ''))
