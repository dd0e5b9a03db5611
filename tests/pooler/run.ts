import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { run } from '@mt/local-servers/processes/run'
import { runWithTables } from '../run-with-tables.ts'
import { findPgBouncer } from './pgbouncer.ts'

const page = fileURLToPath(new URL('../../docs/security-pooler.md', import.meta.url))

/** `npm run test:pooler`: the load behind PgBouncer in its long form. Fails if it is not installed. */
async function runPooler(): Promise<number> {
  const program = await findPgBouncer()
  if (!program) {
    process.stderr.write('no pgbouncer is installed (Debian: apt-get install pgbouncer)\n')
    return 1
  }
  const version = (await run(program, ['--version'])).split('\n')[0]
  const { code, table } = await runWithTables(['tests/pooler/'], ['pooler'])
  if (code !== 0) return code
  const { answers, tenants } = table<{ answers: number; tenants: number }>('pooler')
  await writeFile(page, render({ version, answers, tenants }))
  return 0
}

function render({
  version,
  answers,
  tenants,
}: {
  version: string | undefined
  answers: number
  tenants: number
}) {
  return `# Behind a pooler

Written by \`npm run test:pooler\`: the kit and the service behind ${version} in transaction mode, two servers for each login, 48 clients at once, ${tenants} tenants, two of the kit and two of the service in each model.

| answers | wrong | role, tenant, prepared statements or cursors left on a server |
|---|---|---|
| ${answers.toLocaleString('en')} | 0 | none |

A setting for the session, made next to it by two clients, was mixed by the pooler.
`
}

process.exitCode = await runPooler()
