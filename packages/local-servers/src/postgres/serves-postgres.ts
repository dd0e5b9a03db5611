import pg from 'pg'

const timeoutMs = 2_000

/**
 * Whether the database accepts logins: it may answer earlier, while it recovers from a crash. Never
 * rejects.
 */
export async function servesPostgres(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: timeoutMs })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
