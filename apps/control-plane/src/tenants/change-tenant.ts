import { z } from '@hono/zod-openapi'
import type { Actor } from '../audit/actor.ts'
import type { Context } from '../context.ts'
import { submitOperation } from '../operations/submit-operation.ts'
import { lockTenant } from './find-tenant.ts'
import { nameSchema } from './new-tenant.ts'

export const tenantChangeSchema = z.strictObject({ name: nameSchema }).openapi('TenantChange')

export interface WantedChange {
  idOrSlug: string
  name: string
}

/** Begins to change what a tenant is called and answers with the operation's id. Throws 404. */
export function changeTenant(context: Context, actor: Actor, { idOrSlug, name }: WantedChange) {
  return submitOperation(context, actor, async (em) => {
    const tenant = await lockTenant(em, idOrSlug)
    return { kind: 'change', tenant, input: { name } }
  })
}
