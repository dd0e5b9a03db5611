import { Resolver } from 'node:dns'
import { ConfigError } from '@mt/shared/config'
import { z } from 'zod'
import type { ProofConfig } from './find-record.ts'

/** The environment variables for custom domains. */
export const domainsEnv = {
  DOMAIN_PROOF: z.enum(['dns', 'none'], 'must be dns or none').default('dns'),
  DNS_RESOLVERS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine(areResolvers, 'must be IP addresses such as 9.9.9.9,127.0.0.1:5353,[2620:fe::fe]:53'),
}

function areResolvers(addresses: string[]): boolean {
  try {
    new Resolver().setServers(addresses)
    return true
  } catch {
    return false
  }
}

const envSchema = z.object(domainsEnv)

/** Reads how custom domains are proven. Throws a ConfigError for a production that asks for no proof. */
export function toProofConfig(env: z.infer<typeof envSchema> & { NODE_ENV: string }): ProofConfig {
  if (env.DOMAIN_PROOF === 'none' && env.NODE_ENV === 'production') {
    throw new ConfigError(
      'bad configuration: DOMAIN_PROOF must be dns in production: with none, a tenant has every domain that it names',
    )
  }
  return {
    proof: env.DOMAIN_PROOF,
    resolvers: env.DNS_RESOLVERS,
    timeoutMs: 2_000,
    tries: 2,
    deadlineMs: 10_000,
  }
}
