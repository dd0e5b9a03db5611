import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inUrl, oddText } from '../testing/odd-text.ts'
import { createApi } from './api.ts'

const seen: unknown[] = []
const app = createApi({ log: (error) => seen.push(error) })
app.all('/echo/:name', async (c) => {
  const body = c.req.method === 'POST' ? await c.req.json() : null
  return c.json({ name: c.req.param('name'), query: c.req.query(), body })
})

async function send(body: NonNullable<RequestInit['body']>) {
  const headers = { 'content-type': 'application/json', 'content-length': '1' }
  const answer = await app.request('/echo/x', { method: 'POST', headers, body })
  return { status: answer.status, ...((await answer.json()) as { errors?: { field: string }[] }) }
}

describe('requireText', () => {
  it('passes text in every language unchanged', async () => {
    const words = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
    await fc.assert(
      fc.asyncProperty(words, words, async (word, other) => {
        expect(await send(JSON.stringify({ [other]: [word] }))).toMatchObject({
          body: { [other]: [word] },
        })
        const path = `/echo/${encodeURIComponent(`x${word}`)}?q=${encodeURIComponent(other)}`
        const answer = await app.request(path)
        expect(await answer.json()).toMatchObject({ name: `x${word}`, query: { q: other } })
      }),
    )
  })

  it('refuses odd text in a body, and names its field', async () => {
    await fc.assert(
      fc.asyncProperty(oddText, async (text) => {
        const bodies: [unknown, string][] = [
          [{ name: text }, 'name'],
          [{ admin: { names: ['a', text] } }, 'admin.names.1'],
          [[text], '0'],
          [text, 'body'],
          [{ [text]: 1 }, text],
        ]
        for (const [body, field] of bodies) {
          const { status, errors } = await send(JSON.stringify(body))
          expect({ status, field: errors?.[0]?.field }).toEqual({ status: 422, field })
        }
      }),
    )
  })

  it('refuses odd text in a path as unknown, and in a query by its name', async () => {
    await fc.assert(
      fc.asyncProperty(oddText, async (text) => {
        expect((await app.request(`/echo/${inUrl(text)}`)).status).toBe(404)
        const asked = await app.request(`/echo/x?limit=5&q=${inUrl(text)}`)
        expect(asked.status).toBe(422)
        expect(await asked.json()).toMatchObject({ errors: [{ field: 'q' }] })
        expect((await app.request(`/echo/x?${inUrl(text)}=1`)).status).toBe(422)
      }),
    )
  })

  it('refuses a body that is not UTF-8 as malformed', async () => {
    for (const bytes of [[0xff], [0xed, 0xa0, 0x80], [0xc3]]) {
      const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])
      expect(await send(body)).toMatchObject({ status: 400, code: 'malformed_body' })
    }
  })

  it('looks into bodies of any depth, and names few of many', async () => {
    const deep = `${'['.repeat(9_000)}"\\u0000"${']'.repeat(9_000)}`
    expect(await send(deep)).toMatchObject({ status: 422 })
    const many = JSON.stringify(Array.from({ length: 5_000 }, () => '\0'))
    const { status, errors } = await send(many)
    expect(status).toBe(422)
    expect(errors?.length).toBeLessThanOrEqual(20)
  })
})
