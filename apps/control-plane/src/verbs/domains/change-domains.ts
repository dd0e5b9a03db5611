import { z } from '@hono/zod-openapi'
import { conflict, invalid, notFound } from '@mt/shared/http/problem'
import { normalizeHost } from '@mt/shared/tenant'
import { type OperationParts, submitOperation } from '../../operations/submit-operation.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { reserveHost } from '../../tenants/reserve-host.ts'
import { lockWanted, type WantedTenant } from '../../tenants/wanted-tenant.ts'

export const newDomainSchema = z
  .strictObject({ host: z.string().max(253).openapi({ example: 'www.example.org' }) })
  .openapi('NewDomain')

interface HostConfig {
  service: { baseDomain: string }
}

/** Begins to serve a tenant on a host of its own, and answers with the operation's id. Throws 404, 409 for a host that is taken, 412 and 422. */
export async function addDomain(
  context: OperationParts & { config: HostConfig },
  wanted: WantedTenant,
  name: string,
): Promise<string> {
  const host = requireForeignHost(context.config, name)
  return submitOperation(context, wanted.actor, async (em) => {
    const tenant = await lockWanted(em, wanted)
    if (tenant.status === 'deleted' || tenant.status === 'purged') {
      throw conflict('wrong_status', `the tenant is ${tenant.status}`)
    }
    await reserveHost(em, tenant, { host, kind: 'custom' })
    return { kind: 'add-domain', tenant, input: { host } }
  })
}

/** Begins to give up a host of a tenant, and answers with the operation's id. Throws 404, 409 for the host of its slug, and 412. */
export async function removeDomain(
  context: OperationParts,
  wanted: WantedTenant,
  name: string,
): Promise<string> {
  return submitOperation(context, wanted.actor, async (em) => {
    const tenant = await lockWanted(em, wanted)
    const host = normalizeHost(name) ?? ''
    const domain = await em.findOne(Domain, { host, tenantId: tenant.id })
    if (!domain) throw notFound(`${tenant.slug} has no host “${name}”`)
    if (domain.kind === 'slug') {
      throw conflict('host_of_slug', 'it is the host of the slug; rename the tenant instead')
    }
    return { kind: 'remove-domain', tenant, input: { host } }
  })
}

/** Hosts under the base domain go with slugs. */
function requireForeignHost({ service }: HostConfig, name: string): string {
  const { baseDomain } = service
  const host = normalizeHost(name)
  if (host === undefined || !host.includes('.') || /^[\d.]+$/.test(host)) {
    throw invalid({ field: 'host', message: 'must be a host name such as www.example.org' })
  }
  if (host === baseDomain || host.endsWith(`.${baseDomain}`)) {
    throw invalid({ field: 'host', message: `hosts under ${baseDomain} come with slugs` })
  }
  return host
}
