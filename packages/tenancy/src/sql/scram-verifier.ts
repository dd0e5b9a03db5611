import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)

/** PostgreSQL's default. */
const iterations = 4_096

/**
 * The text that PostgreSQL stores for a password (RFC 5803, `SCRAM-SHA-256$...`), for `create role ...
 * password` instead of the password itself. The password is then in no statement, and so in no log.
 * Nobody can log in with the verifier.
 */
export async function scramVerifier(
  password: string,
  salt: Buffer = randomBytes(16),
): Promise<string> {
  const salted = await derive(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64')
  const serverKey = hmac(salted, 'Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
