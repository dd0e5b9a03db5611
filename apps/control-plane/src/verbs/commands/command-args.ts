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
  /** What is sent to the data plane: no password, but its hash. */
  sent: Record<string, unknown>
  /** What the audit trail keeps: neither. */
  told: Record<string, unknown>
}

/** Takes the password out of a command's arguments, and hashes it. Throws 422 for one that must not be chosen. */
export async function withoutPassword(
  { password, ...rest }: CommandArgs,
  hash: (password: string) => Promise<string>,
): Promise<ArgsAtTheEdge> {
  if ('passwordHash' in rest) throw refuse('passwordHash', 'is not accepted here; give `password`')
  if (password === undefined) return { sent: rest, told: rest }
  const parsed = passwordSchema.safeParse(password)
  if (!parsed.success) throw refuse('password', parsed.error.issues[0]?.message ?? 'is not valid')
  const passwordHash = await hash(parsed.data)
  return { sent: { ...rest, passwordHash }, told: { ...rest, password: '[secret]' } }
}

function refuse(name: string, message: string) {
  return invalid({ field: `args.${name}`, message })
}
