import { z } from 'zod'
import { listUpTo } from '../api/list-all.ts'
import { usageError } from '../errors.ts'
import { readPassword } from '../read-password.ts'
import { inParallel } from '../run/in-parallel.ts'
import { parseFilter } from '../run/parse-filter.ts'
import { type CommandRequest, parseWords } from '../run/parse-words.ts'
import { resultLine, resultText } from '../run/result-text.ts'
import { runInTenant, type TenantResult } from '../run/run-in-tenants.ts'
import { option, type Tools, verb } from '../verb.ts'

const maxAtOnce = 32

const input = z.object({
  words: z.array(z.string()).default([]),
  all: z.boolean().default(false),
  where: z.string().optional(),
  concurrency: z.coerce.number('must be a number').int().min(1).max(maxAtOnce).default(4),
  passwordStdin: z.boolean().optional(),
})

export const run = verb({
  name: 'run',
  summary: 'Run a command in one tenant or in many',
  takes: '[words...]',
  options: [
    option('--all', 'run in all active tenants'),
    option(
      '--where <filter>',
      'run in the active tenants that match: model=schema,plan=free,q=text',
    ),
    option('--concurrency <number>', 'tenants to run in at once (default 4)'),
    option('--password-stdin', 'read the command’s password from standard input'),
  ],
  routes: ['POST /v1/tenants/{id}/commands/{command}'],
  help: [
    '"tenantctl commands" lists the commands.',
    '',
    'Examples:',
    '  tenantctl run thor -- list-users --q ann',
    '  tenantctl run --where model=schema -- count',
    '  tenantctl run thor --password-stdin -- set-password --username ann < password.txt',
  ].join('\n'),
  input,
  async run(tools, { words, all, where, concurrency, passwordStdin }) {
    if (all && where !== undefined) throw usageError('--all and --where cannot be used together')
    const request = parseWords(words, all || where !== undefined)
    const password = await passwordFor(tools, request, passwordStdin)
    const sent = { ...request, args: { ...request.args, ...password } }
    if (request.tenant !== undefined) return runInOne(tools, request.tenant, sent)
    const tenants = await tenantsWhere(tools, where)
    await runInMany(tools, sent, { tenants, concurrency })
  },
})

/** Reads a password if the command takes one. */
async function passwordFor(
  { client }: Tools,
  { command }: CommandRequest,
  passwordStdin: boolean | undefined,
): Promise<{ password?: string }> {
  const { results } = await client.call('GET /v1/commands')
  const known = results.find(({ name }) => name === command)
  const takesOne = known?.args.some(({ name }) => name === 'password') ?? false
  if (!takesOne && passwordStdin) throw usageError(`${command} does not take a password`)
  return takesOne ? { password: await readPassword({ passwordStdin }, command) } : {}
}

/** A refusal ends tenantctl with its own exit code. */
async function runInOne({ client, out }: Tools, id: string, { command, args }: CommandRequest) {
  const path = { id, command }
  const answer = await client.call('POST /v1/tenants/{id}/commands/{command}', {
    path,
    body: { args },
  })
  out.result(answer, () => resultText(answer.result))
}

async function tenantsWhere({ client }: Tools, where: string | undefined): Promise<string[]> {
  const query = where === undefined ? { status: 'active' } : parseFilter(where)
  const all = await listUpTo(client, 'GET /v1/tenants', { limit: Number.POSITIVE_INFINITY, query })
  return all.results.map(({ slug }) => slug)
}

interface Many {
  tenants: string[]
  concurrency: number
}

/** A failure in one tenant does not stop the others. */
async function runInMany(tools: Tools, request: CommandRequest, { tenants, concurrency }: Many) {
  const { client, out } = tools
  const results: TenantResult[] = []
  for await (const result of inParallel(tenants, concurrency, (tenant) =>
    runInTenant(client, tenant, request),
  )) {
    results.push(result)
    if (!out.json) process.stdout.write(`${resultLine(result)}\n`)
  }
  const failed = results.filter(({ ok }) => !ok).length
  const summary = { tenants: results.length, ok: results.length - failed, failed }
  out.result({ results, summary }, () => `${summary.ok} succeeded, ${failed} failed`)
  if (failed > 0) tools.failed()
}
