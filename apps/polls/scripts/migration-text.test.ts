import { describe, expect, it } from 'vitest'
import { addToIndex, migrationFile, nextNumber } from './migration-text.ts'

describe('nextNumber', () => {
  it('is the one after the highest', () => {
    expect(nextNumber(['0001-a.ts', '0012-b.ts', 'index.ts'])).toBe('0013')
  })
})

describe('migrationFile', () => {
  it('writes a new table’s walls by their function, and quotes nothing', () => {
    const text = migrationFile({
      number: '0003',
      name: 'create-tags',
      statements: [
        'create table "tags" ("tenant_id" uuid not null)',
        'alter table "tags" enable row level security',
        'alter table "tags" force row level security',
        'create policy "tenant_isolation" on "tags" using (true)',
      ],
    })
    expect(text).toContain('export class CreateTags extends Migration')
    expect(text).toContain('this.addSql(`create table tags (tenant_id uuid not null)`)')
    expect(text).toContain("for (const wall of wallsOf('tags')) this.addSql(wall)")
    expect(text).not.toContain('create policy')
  })
})

describe('addToIndex', () => {
  it('adds the migration at the end of the history', () => {
    const text = `import { A } from './0001-a.ts'
import { R } from './reference/0001-r.ts'

export const migrations: readonly MigrationClass[] = [A]

export const referenceMigrations: readonly MigrationClass[] = [R]
`
    const added = addToIndex(text, { number: '0002', name: 'add-pinned' })
    expect(added).toContain(
      "import { A } from './0001-a.ts'\nimport { AddPinned } from './0002-add-pinned.ts'",
    )
    expect(added).toContain('[A, AddPinned]')
    expect(added).toContain('[R]')
  })
})
