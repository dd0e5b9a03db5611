import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import type { Answer } from '../http/call.ts'
import { newPoll } from '../polls.ts'
import { forbidden, unauthorized } from '../problems.ts'
import type { Target } from '../target.ts'
import type { Tenant, User } from '../tenant.ts'
import { meView, read } from '../views.ts'

/** Sessions of pages: the token is in a cookie, which browsers also send with requests that other sites cause. */
export function describeSessions(it: ConformanceTest): void {
  describe('POST /session', () => {
    it('sets a cookie that scripts cannot read and only this host gets', async ({
      target,
      home,
      bob,
    }) => {
      const [cookie = ''] = cookiesOf(await signIn(target, bob))
      const [value, ...attributes] = cookie.toLowerCase().split('; ')
      expect(value).toMatch(/^(__host-)?session=[\w-]{40,}$/)
      expect(attributes).toEqual(expect.arrayContaining(['httponly', 'path=/', 'samesite=lax']))
      expect(attributes.filter((each) => each.startsWith('domain'))).toEqual([])
      expect(
        read(await home.call('GET', '/me', { headers: { cookie } }), 200, meView),
      ).toMatchObject({ id: bob.id })
    })

    it('refuses what POST /login refuses, with the same problems', async ({
      target,
      home,
      bob,
    }) => {
      const refused = await signIn(target, { ...bob, password: 'x' })
      expect(refused).toMatchObject(unauthorized)
      expect(refused.headers['set-cookie']).toBeUndefined()
      const { username } = bob
      expect(refused.body).toEqual((await home.post('/login', { username, password: 'x' })).body)
    })

    it('refuses pages of other hosts', async ({ target, away, bob }) => {
      for (const origin of [originOf(target, away), 'null', 'https://example.org', '']) {
        expect(await signIn(target, bob, origin)).toMatchObject(forbidden)
      }
    })
  })

  describe('the cookie of a session', () => {
    it('changes nothing for pages of other hosts', async ({ target, home, away, bob }) => {
      const { id } = await newPoll(bob)
      const cookie = cookieOf(await signIn(target, bob))
      for (const origin of [originOf(target, away), `${originOf(target, home)}.example.org`]) {
        const options = { headers: { cookie, origin } }
        expect(await home.call('DELETE', `/polls/${id}`, options)).toMatchObject(forbidden)
        expect(await home.call('DELETE', '/session', options)).toMatchObject(forbidden)
      }
      const headers = { cookie, origin: originOf(target, home) }
      expect(await home.call('DELETE', `/polls/${id}`, { headers })).toMatchObject({ status: 204 })
    })

    it('is not valid for another tenant', async ({ target, away, bob }) => {
      const cookie = cookieOf(await signIn(target, bob))
      expect(await away.call('GET', '/me', { headers: { cookie } })).toMatchObject(unauthorized)
    })

    it('ends with DELETE /session', async ({ target, home, bob }) => {
      const cookie = cookieOf(await signIn(target, bob))
      const headers = { cookie, origin: originOf(target, home) }
      const ended = await home.call('DELETE', '/session', { headers })
      expect(ended).toMatchObject({ status: 204 })
      expect(cookiesOf(ended)[0]).toMatch(/max-age=0/i)
      expect(await home.call('GET', '/me', { headers: { cookie } })).toMatchObject(unauthorized)
    })
  })
}

function signIn(
  target: Target,
  { tenant, username, password }: Pick<User, 'tenant' | 'username' | 'password'>,
  origin = originOf(target, tenant),
): Promise<Answer> {
  return tenant.call('POST', '/session', { headers: { origin }, body: { username, password } })
}

/** The origin of the tenant's own pages. */
function originOf({ deployment }: Target, { host }: Tenant): string {
  return `${new URL(deployment.gateways[0]).protocol}//${host}`
}

function cookiesOf({ headers }: Answer): string[] {
  return headers['set-cookie'] ?? []
}

/** The cookie as a browser sends it back. */
function cookieOf(answer: Answer): string {
  return cookiesOf(answer)[0]?.split(';')[0] ?? ''
}
