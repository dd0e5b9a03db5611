import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../network.ts'
import { sharedNetwork } from '../setup/shared.ts'
import { expectStatus, password, type TenantClient, type User } from '../tenant-client.ts'
import { modelsOfTier } from '../tier.ts'

let network: Network
const root = { username: 'root', email: 'root@example.org', password: 'correct horse battery' }
const newPassword = 'quite another password'

beforeAll(async () => {
  network = await sharedNetwork()
})

describe.each(modelsOfTier('schema'))('pages in the model %s', (isolation) => {
  let tenant: TenantClient
  let admin: string
  let alice: User

  beforeAll(async () => {
    tenant = await network.onboard({ isolation, admin: root })
    admin = await tenant.logIn(root.username, root.password)
    alice = await tenant.newUser('alice')
  })

  it('know a tenant’s public settings before sign-in', async () => {
    expect(await tenant.call('GET', '/site')).toMatchObject({
      status: 200,
      body: { slug: tenant.slug, name: tenant.slug, colour: null, sign_up_open: true },
    })
    const settings = { name: 'The Alfs', colour: '#336699' }
    await tenant.call('PATCH', '/admin/api/settings', { token: admin, body: settings })
    expect((await tenant.call('GET', '/site')).body).toMatchObject(settings)
  })

  it('know a user’s votes', async () => {
    const body = { question: 'Tea?', choices: ['Yes', 'No'] }
    const made = await tenant.call('POST', '/polls', { token: alice.token, body })
    const poll = expectStatus(made, 201) as { id: string; choices: { id: string }[] }
    const path = `/polls/${poll.id}/vote`
    expect((await tenant.call('GET', path, alice)).body).toEqual({ vote: null })
    await tenant.call('POST', `/polls/${poll.id}/choices/${poll.choices[1]?.id}/vote`, alice)
    expect((await tenant.call('GET', path, alice)).body).toMatchObject({
      vote: { choice: poll.choices[1]?.id, voted_by: alice.id },
    })
    expect((await tenant.call('GET', path, { token: admin })).body).toEqual({ vote: null })
  })

  it('sort the lists of admins, page by page', async () => {
    for (const name of ['zoe', 'adam', 'mia']) await tenant.newUser(name)
    const seen: string[] = []
    let cursor = ''
    do {
      const path = `/admin/api/users?sort=-username&limit=2${cursor}`
      const { results, next } = expectStatus(
        await tenant.call('GET', path, { token: admin }),
        200,
      ) as {
        results: { username: string }[]
        next: string | null
      }
      seen.push(...results.map(({ username }) => username))
      cursor = next ? `&cursor=${next}` : ''
    } while (cursor !== '')
    expect(seen).toEqual([...seen].sort().reverse())
    expect(seen).toEqual(expect.arrayContaining(['zoe', 'adam', 'mia', 'alice', 'root']))
  })

  describe('a link for a new password', () => {
    const linkFor = async ({ id }: { id: string }, token = admin) => {
      const answer = await tenant.call('POST', `/admin/api/users/${id}/password-link`, { token })
      return expectStatus(answer, 201) as { url: string; expires_at: string }
    }
    const use = (url: string, secret = newPassword) => {
      const token = new URL(url).hash.slice(1)
      return tenant.call('POST', '/password', { body: { token, password: secret } })
    }

    it('sets the password once and ends the user’s sessions', async () => {
      const user = await tenant.newUser()
      const { url, expires_at } = await linkFor(user)
      expect(url).toMatch(`http://${tenant.host}/app/new-password#`)
      expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(60 * 60 * 1000)
      expect((await use(url)).status).toBe(204)
      expect((await tenant.call('GET', '/me', user)).status).toBe(401)
      await tenant.logIn(user.username, newPassword)
      await expect(tenant.logIn(user.username, password)).rejects.toThrow('401')
      expect(await use(url)).toMatchObject({ status: 404, body: { code: 'password_link_ended' } })
    })

    it('works once if it is used twice concurrently', async () => {
      const { url } = await linkFor(await tenant.newUser())
      const answers = await Promise.all([use(url), use(url, 'a third one of these')])
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404])
    })

    it('ends when a newer one is made', async () => {
      const user = await tenant.newUser()
      const first = await linkFor(user)
      const second = await linkFor(user)
      expect((await use(first.url)).status).toBe(404)
      expect((await use(second.url)).status).toBe(204)
    })

    it('is not used up by a refused password', async () => {
      const { url } = await linkFor(await tenant.newUser())
      expect(await use(url, 'short')).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'password' }] },
      })
      expect((await use(url)).status).toBe(204)
    })

    it('is not valid on another tenant’s host', async () => {
      const other = await network.onboard({ isolation })
      const { url } = await linkFor(await tenant.newUser())
      const token = new URL(url).hash.slice(1)
      const body = { token, password: newPassword }
      expect((await other.call('POST', '/password', { body })).status).toBe(404)
    })

    it('is made only by admins, and only for users of their tenant', async () => {
      const path = `/admin/api/users/${alice.id}/password-link`
      expect((await tenant.call('POST', path, alice)).status).toBe(403)
      const nobody = `/admin/api/users/${crypto.randomUUID()}/password-link`
      expect((await tenant.call('POST', nobody, { token: admin })).status).toBe(404)
    })
  })
})
