import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { newSlug } from '../platform.ts'
import { notFound, unauthorized, unknownHost } from '../problems.ts'
import type { Tenant } from '../tenant.ts'
import { meView, read } from '../views.ts'

/** The host determines the tenant of a request, and nothing else does. */
export function describeHosts(it: ConformanceTest): void {
  describe('a host', () => {
    it.for<[string, (tenant: Tenant) => string]>([
      ['in upper case', ({ host }) => host.toUpperCase()],
      ['with a port', ({ host }) => `${host}:8080`],
      ['with a final dot', ({ host }) => `${host}.`],
      ['with all of these', ({ host }) => `${host.toUpperCase()}.:443`],
    ])('%s belongs to the tenant', async ([, hostOf], { target, home, alice }) => {
      const headers = { authorization: `Bearer ${alice.token}` }
      const answer = await target.call({ host: hostOf(home), method: 'GET', path: '/me', headers })
      expect(read(answer, 200, meView)).toMatchObject({ id: alice.id })
    })

    it.for<[string, (tenant: Tenant) => string]>([
      ['that is unknown', ({ baseDomain }) => `${newSlug()}.${baseDomain}`],
      ['of the tenant with a letter missing', ({ host }) => host.replace(/.\./, '.')],
      ['below the tenant’s', ({ host }) => `www.${host}`],
      ['two below the base domain', ({ slug, baseDomain }) => `${slug}.${slug}.${baseDomain}`],
      ['with the slug alone', ({ slug }) => slug],
      ['of another domain', ({ slug }) => `${slug}.example.org`],
      ['that begins like the tenant’s', ({ host }) => `${host}.example.org`],
      ['with two final dots', ({ host }) => `${host}..`],
      ['with an empty label', ({ slug, baseDomain }) => `${slug}..${baseDomain}`],
      ['with an underscore', ({ host }) => `_${host}`],
      ['with a slash', ({ host }) => `${host}/../${host}`],
      ['with a user', ({ host }) => `root@${host}`],
      ['with two ports', ({ host }) => `${host}:80:80`],
      ['that is an address', () => '[::1]'],
      ['that is SQL', ({ baseDomain }) => `x';drop schema public cascade;--.${baseDomain}`],
      ['that is a pattern', ({ baseDomain }) => `%.${baseDomain}`],
      ['that is a reserved name', ({ baseDomain }) => `admin.${baseDomain}`],
      ['that is too long', ({ baseDomain }) => `${'x'.repeat(250)}.${baseDomain}`],
    ])('%s belongs to no tenant', async ([, hostOf], { target, home, alice }) => {
      const host = hostOf(home)
      const headers = { authorization: `Bearer ${alice.token}` }
      for (const [method, path] of [
        ['GET', '/polls'],
        ['POST', '/login'],
        ['GET', '/openapi.json'],
      ] as const) {
        expect(await target.call({ host, method, path, headers })).toMatchObject(unknownHost)
      }
    })

    it('gets the same answer if it is unknown and if it is invalid', async ({ target, home }) => {
      const hosts = [`${newSlug()}.${home.baseDomain}`, `no_host.${home.baseDomain}`]
      const answers = await Promise.all(
        hosts.map((host) => target.call({ host, method: 'GET', path: '/' })),
      )
      expect(answers[0]?.body).toEqual(answers[1]?.body)
    })

    it('serves no tenant if it is the base domain', async ({ target, home, alice }) => {
      const headers = { authorization: `Bearer ${alice.token}` }
      const call = { host: home.baseDomain, headers }
      expect(await target.call({ ...call, method: 'GET', path: '/polls' })).toMatchObject(notFound)
      expect(await target.call({ ...call, method: 'POST', path: '/users' })).toMatchObject(notFound)
    })
  })

  describe('a header', () => {
    it.for([
      'x-tenant',
      'X-Tenant',
      'x_tenant',
      'X-TENANT-ID',
      'x-tenant-slug',
      'x.tenant',
      'x-forwarded-host',
      'forwarded',
      'x-original-host',
      'x-host',
    ])('does not choose the tenant: %s', async (name, { home, away, alice, mallory }) => {
      for (const value of [away.slug, away.host, `host=${away.host}`]) {
        const headers = { [name]: value }
        expect(await mallory.tenant.call('GET', '/me', { headers })).toMatchObject(unauthorized)
        const foreign = { ...headers, authorization: `Bearer ${mallory.token}` }
        expect(await home.call('GET', '/me', { headers: foreign })).toMatchObject(unauthorized)
        const own = await alice.call('GET', '/me', { headers })
        expect(read(own, 200, meView)).toMatchObject({ id: alice.id })
      }
    })

    it('cannot carry a client’s own assertion', async ({ home, mallory }) => {
      const claims = Buffer.from(JSON.stringify({ slug: mallory.tenant.slug })).toString(
        'base64url',
      )
      const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
      const headers = { 'x-tenant': `${none}.${claims}.`, authorization: `Bearer ${mallory.token}` }
      expect(await home.call('GET', '/me', { headers })).toMatchObject(unauthorized)
    })
  })

  describe('a slug', () => {
    it.for([
      '',
      'ab',
      '1st',
      '-a-b',
      'a-b-',
      'Thor',
      'thör',
      'a_b',
      'a.b',
      'a b',
      'x'.repeat(41),
      'admin',
      'www',
      "x'; drop table tenants; --",
      'x"; create schema y; --',
      'nul\u0000',
    ])('is refused if it is invalid: %j', async (slug, { target, isolation }) => {
      const answer = await target.operate('POST', '/v1/tenants', { slug, name: 'None', isolation })
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'slug' }] } })
    })

    it('belongs to only one tenant', async ({ target, isolation, home }) => {
      const input = { slug: home.slug, name: 'Again', isolation }
      expect(await target.operate('POST', '/v1/tenants', input)).toMatchObject({ status: 409 })
    })
  })
}
