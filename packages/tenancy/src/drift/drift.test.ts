import { Migration } from '@mikro-orm/migrations'
import { pooledModels } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MigrationFailed } from '../migrations/migrate-placement.ts'
import { createProvisioner, type Provisioner } from '../provisioning/provisioner.ts'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { CreateNotes, Note } from '../testing/notes.ts'
import { type TenancyTestKit, tenancyTestKit } from '../testing/tenancy-test-kit.ts'

class AddPinned extends Migration {
  override name = '0002-pinned'

  override up(): void {
    this.addSql('alter table notes add column pinned boolean not null default false')
    this.addSql('create index notes_tenant_id_text_index on notes (tenant_id, text)')
  }
}

let kit: TenancyTestKit
/** A provisioner of the next version, over the same clusters. */
let next: Provisioner

beforeAll(async () => {
  const { databaseUrl: url } = testServers()
  kit = await tenancyTestKit({ url, entities: [Note], migrations: [CreateNotes] })
  next = await createProvisioner({
    database: kit.database,
    migrations: [CreateNotes, AddPinned],
    referenceMigrations: [],
    pools: kit.pools,
    targets: kit.targets,
  })
})

afterAll(() => kit[Symbol.asyncDispose]())

describe.each(pooledModels)('a placement in the model %s', (model) => {
  it('has no drift when it is as its version made it', async () => {
    const { placement } = await kit.tenant(model)
    expect(await kit.provisioner.drift(placement)).toEqual([])
  })
})

describe('migrate', () => {
  it.each(['schema', 'database'] as const)(
    'applies what is missing, once, in the model %s',
    async (model) => {
      const { placement } = await kit.tenant(model)
      const first = await next.migrate(placement)
      expect(first).toEqual({ from: '0001-notes', to: '0002-pinned', applied: ['0002-pinned'] })
      expect(await next.migrate(placement)).toMatchObject({ from: '0002-pinned', applied: [] })
      expect(await next.drift(placement)).toEqual([])
    },
  )

  it('names what failed and leaves the placement as it was', async () => {
    const tenant = await kit.tenant('schema')
    await change(tenant, 'alter table notes add column pinned text')
    const failing = next.migrate(tenant.placement)
    await expect(failing).rejects.toThrow(MigrationFailed)
    await expect(failing).rejects.toMatchObject({
      sqlState: '42701',
      message: expect.stringContaining('pinned'),
    })
    expect(await next.drift(tenant.placement)).toContainEqual(
      expect.objectContaining({ name: 'notes.pinned' }),
    )
  })
})

describe('drift', () => {
  it.each([
    ['drop policy tenant_isolation on notes', { kind: 'policy', name: 'notes.tenant_isolation' }],
    ['alter table notes no force row level security', { kind: 'table', name: 'notes' }],
    [
      'alter table notes alter column text type varchar(10)',
      { kind: 'column', name: 'notes.text' },
    ],
    ['alter table notes drop column text', { kind: 'column', name: 'notes.text' }],
    [
      'alter table notes drop constraint notes_pkey',
      { kind: 'constraint', name: 'notes.notes_pkey' },
    ],
    ['grant select on notes to public', { kind: 'grant', name: 'notes to public' }],
    ['create index extra on notes (text)', { kind: 'index', name: 'notes.extra' }],
    ['create table extra (id uuid)', { kind: 'table', name: 'extra' }],
  ])('finds %s and proposes a repair', async (sql, difference) => {
    const tenant = await kit.tenant('schema')
    await change(tenant, sql)
    const drift = await kit.provisioner.drift(tenant.placement)
    expect(drift).toContainEqual(expect.objectContaining(difference))
    for (const { fix } of drift) await change(tenant, uncommented(fix))
    expect(await kit.provisioner.drift(tenant.placement)).toEqual([])
  })

  it('finds an index that is missing', async () => {
    const { placement } = await kit.tenant('schema')
    await next.migrate(placement)
    await kit.asSuperuser(
      placement.database,
      `drop index "${placement.schema}".notes_tenant_id_text_index`,
    )
    const drift = await next.drift(placement)
    expect(drift).toEqual([
      expect.objectContaining({ kind: 'index', name: 'notes.notes_tenant_id_text_index' }),
    ])
    await kit.asSuperuser(placement.database, drift[0]?.fix ?? '')
    expect(await next.drift(placement)).toEqual([])
  })
})

async function change({ placement }: TenantIdentity, sql: string): Promise<void> {
  await kit.asSuperuser(placement.database, `set search_path = "${placement.schema}"; ${sql}`)
}

/** Does what a careful person would do after reading the comment. */
function uncommented(fix: string): string {
  return fix.replace(/^-- .*?(drop|alter) /, '$1 ').replace(/^-- it is .*$/m, '')
}
