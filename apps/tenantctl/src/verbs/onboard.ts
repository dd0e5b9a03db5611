import { z } from 'zod'
import { usageError } from '../errors.ts'
import { parseLimits } from '../parse-limits.ts'
import { readPassword } from '../read-password.ts'
import { changeInput, changeOptions, settleChange } from '../settle-change.ts'
import { option, verb } from '../verb.ts'

const input = changeInput.extend({
  slug: z.string(),
  name: z.string().optional(),
  isolation: z.string().optional(),
  plan: z.string().optional(),
  limits: z.string().optional(),
  admin: z.string().optional(),
  email: z.string().optional(),
  passwordStdin: z.boolean().optional(),
})

export const onboard = verb({
  name: 'onboard',
  summary: 'Onboard a new tenant',
  takes: '<slug>',
  options: [
    option('--name <name>', 'display name (default: the slug)'),
    option(
      '--isolation <model>',
      'isolation model: shared, schema, database or dedicated (default schema)',
    ),
    option('--plan <plan>', 'name of its plan (default: the default plan)'),
    option(
      '--limits <limits>',
      'limits that replace the plan’s: requestsPerSecond=20,burst=none,…; see quotas',
    ),
    option('--admin <username>', 'username of its first admin; prompts for the password'),
    option('--email <email>', 'email address of the admin'),
    option('--password-stdin', 'read the admin’s password from standard input'),
    ...changeOptions,
  ],
  routes: ['POST /v1/tenants'],
  help: 'Example:\n  tenantctl onboard sif --isolation schema --admin sif --email sif@example.org',
  input,
  async run(tools, { slug, name, isolation, plan, limits, wait, idempotencyKey, ...admin }) {
    const body = {
      slug,
      name: name ?? slug,
      isolation,
      plan,
      ...(limits === undefined ? {} : { limits: parseLimits(limits) }),
      ...(await adminOf(admin)),
    }
    await settleChange(tools, 'POST /v1/tenants', { body, wait, idempotencyKey })
  },
})

async function adminOf({
  admin: username,
  email,
  passwordStdin,
}: Pick<z.infer<typeof input>, 'admin' | 'email' | 'passwordStdin'>) {
  if (username === undefined && email === undefined && !passwordStdin) return {}
  if (username === undefined || email === undefined) {
    throw usageError('--admin and --email must be used together')
  }
  const password = await readPassword({ passwordStdin }, username)
  return { admin: { username, email, password } }
}
