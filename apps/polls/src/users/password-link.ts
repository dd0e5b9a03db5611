import { notFound, Problem } from '@mt/shared/http/problem'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { endSessions } from './end-sessions.ts'
import { PasswordLink } from './password-link.entity.ts'
import { hashToken, newToken } from './token.ts'
import { User } from './user.entity.ts'

/** How long a link for a new password is valid. */
const passwordLinkLifeMs = 60 * 60 * 1000

/** The content of a link. It is shown once. */
export interface NewPasswordLink {
  token: string
  expiresAt: Date
}

/** Creates a link for a user's new password; only the user's latest link is valid. Throws a 404. */
export async function createPasswordLink(
  { em }: TenantScope,
  userId: string,
): Promise<NewPasswordLink> {
  const user = await em.findOne(User, { id: userId })
  if (!user) throw notFound()
  await em.nativeDelete(PasswordLink, { user })
  const token = newToken()
  const expiresAt = new Date(Date.now() + passwordLinkLifeMs)
  em.persist(em.create(PasswordLink, { user, tokenHash: hashToken(token), expiresAt }))
  return { token, expiresAt }
}

/** Throws a 404 unless the link is valid; called before the password is hashed, which is work. */
export async function requirePasswordLink({ em }: TenantScope, token: string): Promise<void> {
  if ((await em.count(PasswordLink, holding(token))) === 0) throw linkEnded()
}

/**
 * Sets the password of the link's user and ends all their sessions. Deleting the row decides: of two
 * concurrent uses of a link, one succeeds. Throws a 404 for a link that is unknown, used or expired.
 */
export async function usePasswordLink(
  scope: TenantScope,
  { token, passwordHash }: { token: string; passwordHash: string },
): Promise<void> {
  const { em } = scope
  const link = await em.findOne(PasswordLink, holding(token), { populate: ['user'] })
  if (!link || (await em.nativeDelete(PasswordLink, { id: link.id })) === 0) throw linkEnded()
  link.user.passwordHash = passwordHash
  await endSessions(scope, link.user.id)
  await em.flush()
}

function holding(token: string) {
  return { tokenHash: hashToken(token), expiresAt: { $gt: new Date() } }
}

function linkEnded(): Problem {
  return new Problem(404, 'password_link_ended', 'Not found', {
    detail: 'the link has been used or has expired; ask an admin for a new one',
  })
}
