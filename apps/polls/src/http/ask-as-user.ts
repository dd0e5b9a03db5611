import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import type { Tenancy } from '@mt/tenancy/scope/tenancy'
import type { ScopedSql } from '@mt/tenancy/sql/scoped-query'
import type { Context } from 'hono'
import { unknownToken, userOf } from '../users/authenticate.ts'
import { credentialOf } from './credential.ts'

/** Reads with one statement for the user whose token the request bears. Resolves to its rows. */
export type AskAsUser = <Row>(c: Context<TenantEnv>, statement: ScopedSql) => Promise<Row[]>

/**
 * What is read most: who asks and what is asked go to the database together, in one transaction and one
 * round trip. What was read is handed on only to a user. Throws a 401 to anybody else.
 */
export function createAskAsUser(tenancy: Tenancy): AskAsUser {
  return async function askAsUser<Row>(c: Context<TenantEnv>, statement: ScopedSql) {
    const asked = [userOf(credentialOf(c)), statement]
    const [users, rows] = await tenancy.runAll(c.var.tenant, 'read', asked)
    if (users?.length !== 1) throw unknownToken()
    return rows as Row[]
  }
}
