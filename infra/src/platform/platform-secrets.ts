import { randomBytes } from 'node:crypto'
import { newKeyTexts } from '@mt/shared/keys'
import { z } from 'zod'

const keyTexts = z.object({ signing: z.string(), verifying: z.string() })

export const platformSecretsSchema = z.object({
  assertion: keyTexts,
  registry: keyTexts,
  internal: keyTexts,
  roleSecret: z.string(),
  runtimeSecret: z.string(),
  registryApiKey: z.string(),
  opsApiKey: z.string(),
})

/** The secrets of a platform, by their purpose. No service gets all of them. */
export type PlatformSecrets = z.infer<typeof platformSecretsSchema>

/** Creates new secrets; `kidOf` names a key by its purpose. */
export async function newPlatformSecrets(
  kidOf = (use: string): string => use,
): Promise<PlatformSecrets> {
  return {
    assertion: await newKeyTexts(kidOf('assertion')),
    registry: await newKeyTexts(kidOf('registry')),
    internal: await newKeyTexts(kidOf('internal')),
    roleSecret: newSecret(),
    runtimeSecret: newSecret(),
    registryApiKey: newSecret(),
    opsApiKey: newSecret(),
  }
}

/** 32 random bytes as hexadecimal text. */
export function newSecret(): string {
  return randomBytes(32).toString('hex')
}

/**
 * The keys that each service signs and verifies with, by the variables that it reads, and nothing that only
 * others need.
 */
export function secretsByService(secrets: PlatformSecrets) {
  const { assertion, registry, internal } = secrets
  return {
    gateway: {
      ASSERTION_SIGNING_KEY: assertion.signing,
      REGISTRY_VERIFYING_KEYS: registry.verifying,
      REGISTRY_API_KEY: secrets.registryApiKey,
    },
    dataPlane: {
      ASSERTION_VERIFYING_KEYS: assertion.verifying,
      INTERNAL_VERIFYING_KEYS: internal.verifying,
      ROLE_SECRET: secrets.roleSecret,
    },
    /**
     * The control plane gives dedicated tenants' services the keys that verify calls. It does not sign the
     * gateway's.
     */
    controlPlane: {
      REGISTRY_SIGNING_KEY: registry.signing,
      INTERNAL_SIGNING_KEY: internal.signing,
      INTERNAL_VERIFYING_KEYS: internal.verifying,
      ASSERTION_VERIFYING_KEYS: assertion.verifying,
      RUNTIME_SECRET: secrets.runtimeSecret,
      REGISTRY_API_KEY: secrets.registryApiKey,
      OPS_API_KEY: secrets.opsApiKey,
    },
  }
}

export type SecretVariables = ReturnType<typeof secretVariables>

/** The variables of all services together, for a platform that one person runs on one machine. */
export function secretVariables(secrets: PlatformSecrets) {
  const { gateway, dataPlane, controlPlane } = secretsByService(secrets)
  return { ...gateway, ...dataPlane, ...controlPlane }
}
