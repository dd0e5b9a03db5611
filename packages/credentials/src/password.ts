import { hash, verify } from '@node-rs/argon2'

/** Argon2id with the parameters that OWASP's password storage cheat sheet recommends first (19 MiB, 2 passes). */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A hash of a password that nobody has: compared against where there is no user, so that both cost the same. */
const nobodysHash = hash(crypto.randomUUID(), options)

export function hashPassword(password: string): Promise<string> {
  return hash(password, options)
}

/**
 * Whether the password belongs to the hash. Without a hash the same work is done and the answer is
 * false, so that time does not tell whether a user exists.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await nobodysHash), password)
  return matches && passwordHash !== undefined
}
