import { z } from 'zod'

/** A password, as commands receive it. */
export const passwordHash = z.string().startsWith('$argon2id$', 'must be an Argon2id hash')

export const newUserArgs = {
  username: z.string().trim().min(1).max(150),
  email: z.email('must be an e-mail address').max(254),
  passwordHash,
}
