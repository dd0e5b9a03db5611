import { access, chown, constants, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from '@mt/infra/ports'
import { type LocalServer, startLocalServer } from '@mt/infra/process/local-server'
import { makeTemporaryFolder } from '@mt/infra/process/temporary-folder'
import { findServerAccount } from '@mt/local-servers/postgres/account'
import pg from 'pg'

/** Few server connections for many clients, so that each transaction may get another one. */
const serversOfEachLogin = 2

/** The pooler's program, or undefined if it is not installed. */
export async function findPgBouncer(): Promise<string | undefined> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  for (const folder of folders) {
    const program = join(folder, 'pgbouncer')
    if (await isProgram(program)) return program
  }
  return undefined
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/**
 * Starts a PgBouncer in transaction mode on loopback, in front of the server at `databaseUrl`. It has no
 * passwords: it reads them from the server as the superuser of the URL.
 */
export async function startPgBouncer(program: string, databaseUrl: string): Promise<LocalServer> {
  const server = new URL(databaseUrl)
  const account = await findServerAccount()
  const temporary = await makeTemporaryFolder(tmpdir())
  const port = await freePort()
  const folder = temporary.path
  const users = `"${server.username}" "${decodeURIComponent(server.password)}"\n`
  await writeFile(join(folder, 'users.txt'), users, { mode: 0o600 })
  await writeFile(join(folder, 'pgbouncer.ini'), configText(server, port, folder))
  const { uid, gid } = account
  if (uid !== undefined && gid !== undefined) {
    for (const path of [folder, join(folder, 'users.txt')]) await chown(path, uid, gid)
  }
  const url = `postgres://${server.username}:${server.password}@127.0.0.1:${port}/postgres`
  return startLocalServer({
    ...{ url, port, temporary },
    answers: () => answers(url),
    command: {
      name: 'PgBouncer',
      file: program,
      args: [join(folder, 'pgbouncer.ini')],
      env: {},
      folder,
      logFile: join(folder, 'server.log'),
      stopSignal: 'SIGINT',
      ...account,
    },
  })
}

function configText({ hostname, port: serverPort, username }: URL, port: number, folder: string) {
  return `[databases]
* = host=${hostname} port=${serverPort || 5432} auth_user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
pool_mode = transaction
default_pool_size = ${serversOfEachLogin}
max_client_conn = 500
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
auth_query = select usename, passwd from pg_shadow where usename = $1
`
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    return (error as { code?: string }).code !== 'ECONNREFUSED' // any other error means that it is listening
  } finally {
    await client.end().catch(() => {})
  }
}
