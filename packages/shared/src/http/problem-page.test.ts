import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem, problemAnswer, unauthorized } from './problem.ts'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

const suspended = new Problem(403, 'tenant_suspended', 'The tenant is suspended', {
  forPeople: { heading: 'This site is suspended', text: 'Nothing is lost.' },
})

const typeFor = (method: string, accept?: string) =>
  problemAnswer(suspended, { method, accept }).headers['content-type']

describe('problemAnswer', () => {
  it('is a page where a browser opens one, and a document for every program', () => {
    expect(typeFor('GET', browser)).toBe('text/html; charset=utf-8')
    expect(typeFor('HEAD', browser)).toBe('text/html; charset=utf-8')
    const document = 'application/problem+json'
    expect(typeFor('POST', browser)).toBe(document)
    for (const accept of [
      undefined,
      '*/*',
      'application/json',
      'application/json, text/html',
      '',
    ]) {
      expect(typeFor('GET', accept)).toBe(document)
    }
    expect(problemAnswer(suspended).headers['content-type']).toBe(document)
  })

  it('says what has happened in the words of the problem, or in those for its status', () => {
    const { body, status } = problemAnswer(suspended, { method: 'GET', accept: browser })
    expect(status).toBe(403)
    expect(body).toContain('<h1>This site is suspended</h1>')
    expect(body).toContain('403 tenant_suspended')
    const missing = new Problem(404, 'not_found', 'Not found')
    const page = problemAnswer(missing, { method: 'GET', accept: browser }).body
    expect(page).toContain('<h1>There is no such page</h1>')
    const guest = unauthorized('send the token of a user')
    const asked = problemAnswer(guest, { method: 'GET', accept: browser }).body
    expect(asked).toContain('<h1>Please sign in</h1>')
  })

  it('lets the browser try again by itself after Retry-After, and not otherwise', () => {
    const moving = new Problem(503, 'tenant_moving', 'Moving', { headers: { 'retry-after': '9' } })
    const answer = problemAnswer(moving, { method: 'GET', accept: browser })
    expect(answer.headers).toMatchObject({ refresh: '9', 'retry-after': '9' })
    expect(answer.body).toContain('tries again by itself')
    const other = problemAnswer(suspended, { method: 'GET', accept: browser })
    expect(other.headers).not.toHaveProperty('refresh')
  })

  it('cannot be cached, framed or made to run what a text contains', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (heading, text) => {
        const problem = new Problem(404, 'x', 'X', { forPeople: { heading, text } })
        const { headers, body } = problemAnswer(problem, { method: 'GET', accept: browser })
        expect(headers).toMatchObject({ 'cache-control': 'no-store', vary: 'accept' })
        expect(headers['content-security-policy']).toMatch(
          /default-src 'none'.*frame-ancestors 'none'/,
        )
        expect(body.match(/<\w+/g)).toEqual(
          problemAnswer(suspended, { method: 'GET', accept: browser }).body.match(/<\w+/g),
        )
      }),
    )
  })
})
