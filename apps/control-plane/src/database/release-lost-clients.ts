import type pg from 'pg'

/**
 * Gives a connection back that is lost while somebody holds it. Kysely's controlled transactions, on
 * which the ORM builds, keep theirs when begin, commit or rollback fails, which they do on a lost
 * connection; after as many losses as the pool has places nobody would ever get one again.
 */
export function releaseLostClients(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    client.once('end', () => releaseNow(client))
  })
}

function releaseNow(client: pg.PoolClient): void {
  const release = client.release
  // The holder may still give it back; the pool takes a second time for a fault.
  client.release = () => {}
  try {
    release?.(true)
  } catch {
    // It lay idle, or had been given back before.
  }
}
