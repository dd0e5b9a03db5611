import type { ClusterInventory } from '@mt/shared/internal-api/inventory'
import { servingRole } from '@mt/shared/roles'
import { escapeIdentifier } from 'pg'
import type { Finding } from './finding.ts'
import type { KnownTenant } from './read-tenants.ts'

/** Finds what a cluster has that belongs to no tenant, including rows of a tenant outside its placement. */
export function findOrphans(
  tenants: readonly KnownTenant[],
  found: ClusterInventory,
  pooledDatabase: string,
): Finding[] {
  const { cluster } = found
  const here = tenants.filter(({ placement }) => placement.cluster === cluster)
  const own = here.filter(({ placement }) => placement.model !== 'shared')
  const databases = new Set(own.map(({ placement }) => placement.database))
  const schemas = new Set(own.map(({ placement }) => placement.schema))
  const roles = new Set(own.map(({ placement }) => servingRole(placement)))
  const homes = new Set(here.map(({ id, placement }) => homeOf(id, placement)))
  const orphans = {
    databases: found.databases.filter((name) => !databases.has(name)),
    schemas: found.schemas.filter(
      ({ database, schema }) => database === pooledDatabase && !schemas.has(schema),
    ),
    roles: found.roles.filter((name) => !roles.has(name)),
    // Rows in an orphaned placement are removed with it.
    rows: found.tenants.filter(
      (row) =>
        !homes.has(homeOf(row.tenantId, row)) &&
        (row.schema === 'shared' || databases.has(row.database) || schemas.has(row.schema)),
    ),
  }
  return [
    ...orphans.databases.map((name) => orphanDatabase(cluster, name)),
    ...orphans.schemas.map(({ database, schema }) => orphanSchema(cluster, database, schema)),
    ...orphans.roles.map((name) => orphanRole(cluster, name)),
    ...orphans.rows.map((row) => orphanRows(row)),
  ]
}

function homeOf(tenantId: string, { database, schema }: { database: string; schema: string }) {
  return `${tenantId} ${database}/${schema}`
}

function orphanDatabase(cluster: string, name: string): Finding {
  return {
    code: 'database_without_tenant',
    subject: `${cluster}/${name}`,
    message: `the database ${name} on cluster ${cluster} belongs to no tenant`,
    fix: `if it is not needed, on ${cluster}: drop database ${escapeIdentifier(name)}`,
  }
}

function orphanSchema(cluster: string, database: string, schema: string): Finding {
  return {
    code: 'schema_without_tenant',
    subject: `${cluster}/${database}/${schema}`,
    message: `the schema ${schema} in ${cluster}/${database} belongs to no tenant`,
    fix: `if it is not needed, in ${cluster}/${database}: drop schema ${escapeIdentifier(schema)} cascade`,
  }
}

function orphanRole(cluster: string, name: string): Finding {
  return {
    code: 'role_without_tenant',
    subject: `${cluster}/${name}`,
    message: `the role ${name} on cluster ${cluster} serves no tenant`,
    fix: `once nothing depends on it, on ${cluster}: drop role ${escapeIdentifier(name)}`,
  }
}

function orphanRows(row: ClusterInventory['tenants'][number]): Finding {
  const { tenantId, cluster, database, schema } = row
  return {
    code: 'rows_without_tenant',
    subject: `${cluster}/${database}/${schema}/${tenantId}`,
    message: `tenant ${tenantId} has rows in ${cluster}/${database}/${schema}, which is not its placement`,
    fix: `see docs/runbooks/doctor-findings.md#rows_without_tenant`,
  }
}
