import { z } from '@hono/zod-openapi'
import { passwordSchema } from '@mt/credentials/password-rule'
import { invalid } from '@mt/shared/http/problem'

/** The arguments of a command, by name. */
export const commandArgsSchema = z
  .strictObject({
    args: z
      .record(z.string().max(50), z.union([z.string().max(1_000), z.number(), z.boolean()]))
      .default({}),
  })
  .openapi('CommandArgs', { description: 'A `password` is hashed before it is stored or sent' })

export type CommandArgs = z.infer<typeof commandArgsSchema>['args']

export interface ArgsAtTheEdge {
  /** The arguments for the data plane: with a hash instead of a password. */
  sent: Record<string, unknown>
  /** The arguments for the audit trail: without both. */
  audited: Record<string, unknown>
}

/** Replaces the password in a command's arguments by its hash. Throws 422 for a password that is not allowed. */
export async function withoutPassword(
  { password, ...rest }: CommandArgs,
  hash: (password: string) => Promise<string>,
): Promise<ArgsAtTheEdge> {
  if ('passwordHash' in rest) throw refuse('passwordHash', 'is not accepted here; send `password`')
  if (password === undefined) return { sent: rest, audited: rest }
  const parsed = passwordSchema.safeParse(password)
  if (!parsed.success) throw refuse('password', parsed.error.issues[0]?.message ?? 'is not valid')
  const passwordHash = await hash(parsed.data)
  return { sent: { ...rest, passwordHash }, audited: { ...rest, password: '[secret]' } }
}

function refuse(name: string, message: string) {
  return invalid({ field: `args.${name}`, message })
}
