import { z } from '@hono/zod-openapi'
import { conflict, invalid, notFound } from '@mt/shared/http/problem'
import { normalizeHost } from '@mt/shared/tenant'
import { type OperationParts, submitOperation } from '../../operations/submit-operation.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { reserveHost } from '../../tenants/reserve-host.ts'
import { lockTarget, type TenantTarget } from '../../tenants/tenant-target.ts'

export const newDomainSchema = z
  .strictObject({ host: z.string().max(253).openapi({ example: 'www.example.org' }) })
  .openapi('NewDomain')

interface HostConfig {
  service: { baseDomain: string }
}

/** Begins to add a host to a tenant, and returns the operation's id. Throws 404, 409 for a host that is taken, 412 and 422. */
export async function addDomain(
  context: OperationParts & { config: HostConfig },
  target: TenantTarget,
  name: string,
): Promise<string> {
  const host = requireForeignHost(context.config, name)
  return submitOperation(context, target.actor, async (em) => {
    const tenant = await lockTarget(em, target)
    if (tenant.status === 'deleted' || tenant.status === 'purged') {
      throw conflict('wrong_status', `the tenant is ${tenant.status}`)
    }
    await reserveHost(em, tenant, { host, kind: 'custom' })
    return { kind: 'add-domain', tenant, input: { host } }
  })
}

/** Begins to remove a host of a tenant, and returns the operation's id. Throws 404, 409 for the host of its slug, and 412. */
export async function removeDomain(
  context: OperationParts,
  target: TenantTarget,
  name: string,
): Promise<string> {
  return submitOperation(context, target.actor, async (em) => {
    const tenant = await lockTarget(em, target)
    const host = normalizeHost(name) ?? ''
    const domain = await em.findOne(Domain, { host, tenantId: tenant.id })
    if (!domain) throw notFound(`${tenant.slug} has no host “${name}”`)
    if (domain.kind === 'slug') {
      throw conflict(
        'host_of_slug',
        'it is the host of the tenant’s slug; rename the tenant instead',
      )
    }
    return { kind: 'remove-domain', tenant, input: { host } }
  })
}

/** Hosts under the base domain belong to slugs. */
function requireForeignHost({ service }: HostConfig, name: string): string {
  const { baseDomain } = service
  const host = normalizeHost(name)
  if (host === undefined || !host.includes('.') || /^[\d.]+$/.test(host)) {
    throw invalid({ field: 'host', message: 'must be a host name such as www.example.org' })
  }
  if (host === baseDomain || host.endsWith(`.${baseDomain}`)) {
    throw invalid({
      field: 'host',
      message: `must not be under ${baseDomain}, whose hosts belong to slugs`,
    })
  }
  return host
}
