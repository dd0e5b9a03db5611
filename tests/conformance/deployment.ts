/** The platform that the suite runs against. */
export interface Deployment {
  /** The gateway, or several gateways of the same platform. */
  gateways: readonly [string, ...string[]]
  /** The control plane. */
  ops: string
  /** A key that may onboard and operate tenants there. */
  key: string
  /** If a tenant has several hosts, the one under this domain is called. */
  baseDomain?: string
  /** The address of polls itself, if this machine can reach it, which it should not. */
  polls?: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by `npm run conformance`. Without it the suite starts its own platform. */
    deployment?: Deployment
  }
}
