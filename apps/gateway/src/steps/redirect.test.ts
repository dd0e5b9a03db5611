import { entryFor } from '@mt/shared/testing/entries'
import { describe, expect, it } from 'vitest'
import { runStep } from '../testing/run-step.ts'
import { redirect } from './redirect.ts'

const redirectTo = 'odin.polls.localhost'
const ask = (entry: object, url = '/polls?limit=2') =>
  runStep(redirect, {
    before: { entry: { ...entryFor('thor'), ...entry } },
    headers: { host: 'thor.polls.localhost:8080' },
    path: url,
  })

describe('redirect', () => {
  it('keeps the path, query and port of a request for a former host', async () => {
    const { answer } = await ask({ redirectTo })
    expect(answer.status).toBe(308)
    expect(answer.headers.get('location')).toBe(`//${redirectTo}:8080/polls?limit=2`)
  })

  it('lets the present host pass', async () => {
    expect((await ask({})).answer.status).toBe(299)
  })

  it('reveals nothing of a deleted tenant', async () => {
    expect((await ask({ redirectTo, status: 'deleted' })).answer.status).toBe(299)
  })
})
