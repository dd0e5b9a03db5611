import type { Schemas } from '@mt/control-plane-api/client'
import { CliError } from '../../errors.ts'
import { exitCodes } from '../../exit-codes.ts'
import { domainSheet } from '../../output/domain-sheet.ts'
import type { Tools } from '../../verb.ts'

type Domain = Schemas['Domain']

/** A host of a tenant, in any spelling that the control plane lists. Throws a CliError if it has none. */
export async function findDomain({ client }: Tools, tenant: string, host: string): Promise<Domain> {
  const { results } = await client.call('GET /v1/tenants/{id}/domains', { path: { id: tenant } })
  const listed = asciiOf(host)
  const found = results.find((domain) => domain.host === listed)
  if (!found) throw new CliError(exitCodes.refused, `${tenant} has no host ${host}`)
  return found
}

/** Tells people what became of a domain, and which record to set while it is pending. */
export async function noteDomain(tools: Tools, tenant: string, host: string): Promise<void> {
  if (tools.out.json) return
  const domain = await findDomain(tools, tenant, host)
  tools.out.note(`\n${domainSheet(domain)}`)
  if (domain.state !== 'pending') return
  tools.out.note(`\nSet this TXT record; then: tenantctl domains check ${tenant} ${domain.host}`)
}

/** A host in the spelling of DNS, as URLs have it. */
function asciiOf(host: string): string {
  const url = `http://${host}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : host
}
