/** Where a platform is that the suite is to run against. */
export interface Deployment {
  /** The gateway; further ones are more ways into the same platform. */
  gateways: readonly [string, ...string[]]
  /** The control plane. */
  ops: string
  /** A key that may onboard and operate tenants there. */
  key: string
  /** Which of a tenant's hosts is called, where it has several: one under this domain. */
  baseDomain?: string
  /** Where polls itself listens, when this machine can reach it; only the gateway should. */
  polls?: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by `npm run conformance`. Without it the suite starts a platform of its own. */
    deployment?: Deployment
  }
}
