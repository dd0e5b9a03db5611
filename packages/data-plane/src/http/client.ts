import { addressGroup } from '@mt/credentials/address-group'
import type { PasswordCaller } from '@mt/credentials/passwords/passwords'
import type { Context } from 'hono'
import type { TenantEnv } from './require-tenant.ts'

/** The client's address. The gateway vouches for it: it sets this header itself and drops the client's. */
export function clientAddress(c: Context): string {
  return c.req.header('x-forwarded-for') ?? 'unknown'
}

/** Identifies the client for whom a route hashes or checks a password. */
export function passwordCaller(c: Context<TenantEnv>): PasswordCaller {
  return {
    tenant: c.var.tenant.tenantId,
    client: addressGroup(clientAddress(c)),
    signal: c.req.raw.signal,
  }
}
