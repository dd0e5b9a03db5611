import { createHash, randomBytes } from 'node:crypto'

/** How long a token is valid after login. */
export const tokenLifeMs = 14 * 24 * 60 * 60 * 1000

/** A new token: 256 random bits, shown once. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The stored form of a token. A plain hash suffices for something that cannot be guessed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
