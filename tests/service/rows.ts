import { describe, expect, it } from 'vitest'
import { expectStatus } from '../tenant-client.ts'
import { type Given, newText, type Party, type ServiceUnderTest } from './party.ts'

const nobodysId = '01900000-0000-7000-8000-00000000dead'

/** Fields by which a client might try to set a row's tenant, and a field that does not exist. */
const foreignFields = ['tenant', 'tenant_id', 'tenantId', 'no_such_field']

/** Only a row's own tenant can list, read, change or delete it. */
export function describeRows({ resource }: ServiceUnderTest, given: () => Given): void {
  describe('a row', () => {
    it('can be listed, read, changed and deleted by its tenant', async () => {
      const { mine } = given()
      const [first, second] = [newText(), newText()]
      const { id } = await mine.make(first)
      expect(JSON.stringify(await mine.list())).toContain(first)
      expect(JSON.stringify(await shown(mine, id))).toContain(first)
      expect((await mine.change(id, second)).status).toBe(200)
      expect(JSON.stringify(await shown(mine, id))).toContain(second)
      expect((await mine.ask('DELETE', `/${id}`)).status).toBe(204)
      expect((await mine.ask('GET', `/${id}`)).status).toBe(404)
      expect(JSON.stringify(await mine.list())).not.toContain(id)
    })

    it('is not in another tenant’s list', async () => {
      const { mine, other } = given()
      const { id } = await other.make(newText())
      expect((await mine.list()).map((row) => row.id)).not.toContain(id)
    })

    it('does not exist for another tenant: to read, change or delete', async () => {
      const { mine, other } = given()
      const theirs = await other.make(newText())
      const before = await shown(other, theirs.id)
      const ways: ((id: string) => ReturnType<Party['ask']>)[] = [
        (id) => mine.ask('GET', `/${id}`),
        (id) => mine.change(id, newText()),
        (id) => mine.ask('DELETE', `/${id}`),
      ]
      for (const way of ways) {
        const answer = await way(theirs.id)
        expect(answer.status).toBe(404)
        expect(answer.body).toEqual((await way(nobodysId)).body)
      }
      expect(await shown(other, theirs.id)).toEqual(before)
    })

    it.each(foreignFields)('cannot be given %s by a client', async (field) => {
      const { mine, other } = given()
      const own = await mine.make(newText())
      const before = [await mine.list(), await other.list()]
      const foreign = { [field]: other.identity.tenantId }
      const { method, body } = resource.change ?? { method: 'PUT', body: resource.make }
      const answers = [
        await mine.ask('POST', '', { body: { ...resource.make(newText()), ...foreign } }),
        await mine.ask(method, `/${own.id}`, { body: { ...body(newText()), ...foreign } }),
      ]
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } })
      }
      expect([await mine.list(), await other.list()]).toEqual(before)
    })

    it('stays its tenant’s under concurrent requests', async () => {
      const { mine, other } = given()
      const texts = new Map([
        [mine, newText()],
        [other, newText()],
      ])
      const made = [mine, other].flatMap((party) =>
        Array.from({ length: 10 }, () => party.make(texts.get(party) ?? '')),
      )
      await Promise.all(made)
      const callers = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? mine : other))
      const lists = await Promise.all(callers.map((party) => party.list()))
      for (const [at, list] of lists.entries()) {
        const [own, foreign] = callers[at] === mine ? [mine, other] : [other, mine]
        expect(JSON.stringify(list)).toContain(texts.get(own))
        expect(JSON.stringify(list)).not.toContain(texts.get(foreign))
      }
    })
  })
}

async function shown(party: Party, id: string): Promise<unknown> {
  return expectStatus(await party.ask('GET', `/${id}`), 200)
}
