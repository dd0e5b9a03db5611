import { dictionary } from '@zxcvbn-ts/language-common'
import { z } from 'zod'

const minPasswordLength = 10

/** Longer passwords are refused: hashing them would be a waste of work. */
const maxPasswordLength = 200

/** Of the 30,000 most common passwords, those that are long enough to be accepted otherwise. */
const commonPasswords: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].filter((password) => password.length >= minPasswordLength),
)

/**
 * The rule for new passwords: 10 to 200 characters (NIST SP 800-63B), well-formed text, and not one of the
 * common ones.
 */
export const passwordSchema = z
  .string()
  .min(minPasswordLength, `must have ${minPasswordLength} characters or more`)
  .max(maxPasswordLength, `must have at most ${maxPasswordLength} characters`)
  .refine((password) => !password.includes('\0'), 'must not contain a NUL character')
  .refine((password) => password.isWellFormed(), 'must not contain half of a surrogate pair')
  .refine(
    (password) => !commonPasswords.has(password.toLowerCase()),
    'is one of the most common passwords',
  )
