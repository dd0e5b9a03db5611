import { randomBytes } from 'node:crypto'

const challengeLabel = '_platform-challenge'

/** Longer hosts leave no room for the name of their record: a name in DNS has at most 253 characters. */
export const maxHostLength = 253 - challengeLabel.length - 1

/** The name of the TXT record that proves a domain. It is a label that a host name cannot have. */
export function challengeName(host: string): string {
  return `${challengeLabel}.${host}`
}

/** A new value for a tenant's record. */
export function newChallengeValue(): string {
  return randomBytes(24).toString('base64url')
}
