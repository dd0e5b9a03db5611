import type { EntitySchema } from '@mikro-orm/postgresql'
import { newId } from '@mt/shared/ids'
import { type IsolationModel, type Placement, pooledModels } from '@mt/shared/placement'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import pg from 'pg'
import { ConnectionPools } from '../connections/connection-pools.ts'
import {
  type ConnectionTargets,
  createConnectionTargets,
} from '../connections/connection-targets.ts'
import type { MigrationClass } from '../migrations/tenant-migrations.ts'
import { createProvisioner, type Provisioner } from '../provisioning/provisioner.ts'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { createTenancy, type Tenancy } from '../scope/tenancy.ts'
import { dropService } from './drop-service.ts'

type PooledModel = (typeof pooledModels)[number]

export interface TenancyTestKitOptions {
  /** A superuser's URL to a real server; every kit makes its own databases there. */
  url: string
  entities: EntitySchema[]
  migrations: readonly MigrationClass[]
  referenceMigrations?: readonly MigrationClass[]
  maxConnections?: number
}

/** Real tenants for tests of a service: its own database, and a new tenant in any model in one line. */
export interface TenancyTestKit extends AsyncDisposable {
  /** The pooled database, this kit's own. */
  readonly database: string
  readonly tenancy: Tenancy
  readonly provisioner: Provisioner
  readonly pools: ConnectionPools
  readonly targets: ConnectionTargets
  /** A new tenant in the model, ready to use. A dedicated one has its own database on the same server. */
  tenant(model: IsolationModel): Promise<TenantIdentity>
  /** A new tenant in each pooled model. */
  tenants(): Promise<Record<PooledModel, TenantIdentity>>
  /** Runs SQL as the server's superuser, past every wall, to see what is really there. */
  asSuperuser<Row extends pg.QueryResultRow>(database: string, sql: string): Promise<Row[]>
}

/** Makes a kit. `await using kit = await tenancyTestKit({...})`, or dispose of it in afterAll. */
export async function tenancyTestKit(options: TenancyTestKitOptions): Promise<TenancyTestKit> {
  const database = newDatabaseName('kit')
  const targets = createConnectionTargets({ clusters: { c1: options.url }, roleSecret: newId() })
  const pools = new ConnectionPools({
    maxConnections: options.maxConnections ?? 20,
    acquireTimeoutMs: 60_000,
    idleTimeoutMs: 5_000,
    applicationName: database,
    onIdleError: () => {},
  })
  const { entities, migrations, referenceMigrations = [] } = options
  const tenancy = await createTenancy({ entities, pools, targets })
  const provisioner = await createProvisioner({
    database,
    migrations,
    referenceMigrations,
    pools,
    targets,
  })
  await provisioner.prepare()

  async function tenant(model: IsolationModel): Promise<TenantIdentity> {
    const identity = { tenantId: newId(), placement: newPlacement(database, model), epoch: 1 }
    await provisioner.provision(identity)
    return identity
  }

  return {
    database,
    tenancy,
    provisioner,
    pools,
    targets,
    tenant,
    async tenants() {
      const entries = pooledModels.map(async (model) => [model, await tenant(model)] as const)
      return Object.fromEntries(await Promise.all(entries)) as Record<PooledModel, TenantIdentity>
    },
    asSuperuser: (name, sql) => query(targets, name, sql),
    async [Symbol.asyncDispose]() {
      await tenancy.close()
      await pools.closeAll()
      await dropService(options.url, database)
    },
  }
}

function newPlacement(database: string, model: IsolationModel): Placement {
  const name = newDatabaseName('t')
  switch (model) {
    case 'shared':
      return { model, cluster: 'c1', database, schema: 'shared' }
    case 'schema':
      return { model, cluster: 'c1', database, schema: name }
    case 'database':
    case 'dedicated':
      return { model, cluster: 'c1', database: name, schema: 'tenant' }
  }
}

async function query<Row extends pg.QueryResultRow>(
  targets: ConnectionTargets,
  database: string | undefined,
  sql: string,
): Promise<Row[]> {
  const client = new pg.Client(targets.owner('c1', database))
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
