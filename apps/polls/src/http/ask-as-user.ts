import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import type { Tenancy } from '@mt/tenancy/scope/tenancy'
import type { ScopedSql } from '@mt/tenancy/sql/scoped-query'
import type { Context } from 'hono'
import { unknownToken, userOf } from '../users/authenticate.ts'
import { credentialOf } from './credential.ts'

/** Reads with one statement for the user of the request's token. Resolves to its rows. */
export type AskAsUser = <Row>(c: Context<TenantEnv>, statement: ScopedSql) => Promise<Row[]>

/**
 * For the most frequent reads: looks up the user and runs the statement together, in one transaction and
 * one round trip. The rows are returned only for a valid user. Throws a 401 otherwise.
 */
export function createAskAsUser(tenancy: Tenancy): AskAsUser {
  return async function askAsUser<Row>(c: Context<TenantEnv>, statement: ScopedSql) {
    const asked = [userOf(credentialOf(c)), statement]
    const [users, rows] = await tenancy.runAll(c.var.tenant, 'read', asked)
    if (users?.length !== 1) throw unknownToken()
    return rows as Row[]
  }
}
