import { createLru } from '@mt/shared/lru'
import type { Placement } from '@mt/shared/placement'
import { loginRole, rolePassword } from '@mt/shared/roles'
import type { ConnectionTarget } from './connection-pools.ts'

/** The addresses and secrets of a data plane's clusters. */
export interface ClustersConfig {
  /** For each cluster that this process may reach: the URL of its owner, to its maintenance database. */
  clusters: Readonly<Record<string, string>>
  /**
   * For each cluster that is served through a pooler in transaction mode: its `host:port`. The owner
   * bypasses it.
   */
  poolers?: Readonly<Record<string, string>>
  /** The secret from which the passwords of all LOGIN roles are derived. */
  roleSecret: string
}

/** Turns a placement, which contains no address and no secret, into a connection target. */
export interface ConnectionTargets {
  /** As the role that serves the placement. Throws UnknownCluster. */
  serving(placement: Placement): ConnectionTarget
  /** As the cluster's owner, for provisioning and migrations only. Throws UnknownCluster. */
  owner(cluster: string, database?: string): ConnectionTarget
  /** The password of a LOGIN role on a cluster. */
  password(cluster: string, role: string): string
  clusters: readonly string[]
}

/** Derives each login's password once, not for each request. */
const maxServed = 10_000

/** This process has no address for the placement's cluster. */
export class UnknownCluster extends Error {
  override name = 'UnknownCluster'
}

export function createConnectionTargets({
  clusters,
  poolers = {},
  roleSecret,
}: ClustersConfig): ConnectionTargets {
  const served = createLru<ConnectionTarget>(maxServed)

  function urlOf(cluster: string): URL {
    const text = clusters[cluster]
    if (text === undefined) throw new UnknownCluster(`cluster ${cluster} is not served here`)
    return new URL(text)
  }
  function password(cluster: string, role: string): string {
    return rolePassword(roleSecret, cluster, role)
  }
  return {
    clusters: Object.keys(clusters),
    password,
    serving(placement) {
      const { cluster, database } = placement
      const user = loginRole(placement)
      const key = `${cluster}/${database}/${user}`
      const known = served.get(key)
      if (known) return known
      const pooler = poolers[cluster]
      const address = addressOf(pooler ? new URL(`postgres://${pooler}`) : urlOf(cluster))
      const target = { ...address, database, user, password: password(cluster, user) }
      served.set(key, target)
      return target
    },
    owner(cluster, database) {
      const url = urlOf(cluster)
      return {
        ...addressOf(url),
        database: database ?? (decodeURIComponent(url.pathname.slice(1)) || 'postgres'),
        user: decodeURIComponent(url.username) || 'postgres',
        password: decodeURIComponent(url.password),
      }
    },
  }
}

function addressOf(url: URL): { host: string; port: number } {
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: Number(url.port || 5432),
  }
}
