import { createHmac } from 'node:crypto'
import type { Placement } from './placement.ts'

/** PostgreSQL truncates longer names, and then two placements could share a role. */
const maxNameLength = 63

/**
 * The database roles, by name. None of them owns a table or bypasses a policy, except that the owner owns;
 * and nobody logs in as the owner.
 *
 * - `<database>_owner`, NOLOGIN: owns schemas and tables; migrations run as it.
 * - `<database>_serving`, LOGIN NOINHERIT: may only become a serving role.
 * - `<database>_<schema>`, one for each placement: may read and write the rows that the policies show it.
 *   NOLOGIN in the pooled database; in a tenant's own database the service logs in as it.
 *
 * Throws for a placement whose role would be truncated, or would be one of the others.
 */
export function servingRole({ database, schema }: Placement): string {
  const name = `${database}_${schema}`
  if (name.length > maxNameLength) throw new Error(`${name} is too long for a role`)
  if (schema === 'owner' || schema === 'serving')
    throw new Error(`${schema} cannot be the schema of a placement`)
  return name
}

/** The role that a service logs in as to reach a placement. */
export function loginRole(placement: Placement): string {
  return isOwnDatabase(placement) ? servingRole(placement) : poolLoginRole(placement.database)
}

export function poolLoginRole(database: string): string {
  return `${database}_serving`
}

export function ownerRole(database: string): string {
  return `${database}_owner`
}

/** Whether the tenant has the whole database to itself. */
export function isOwnDatabase({ model }: Placement): boolean {
  return model === 'database' || model === 'dedicated'
}

/**
 * The password of a LOGIN role, derived and therefore not stored anywhere. The holder of the secret can log
 * in; one role's password reveals nothing about another's.
 */
export function rolePassword(secret: string, cluster: string, role: string): string {
  return createHmac('sha256', secret).update(`${cluster}/${role}`).digest('base64url')
}
