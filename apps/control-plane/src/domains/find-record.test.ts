import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDnsServer, type TestDnsServer } from '../testing/dns-server.ts'
import { challengeName } from './challenge.ts'
import { createFindRecord } from './find-record.ts'

let dns: TestDnsServer
beforeAll(async () => {
  dns = await startDnsServer()
})
afterAll(() => dns.close())

const never = new AbortController().signal
const config = { proof: 'dns', timeoutMs: 50, tries: 1, deadlineMs: 10_000 } as const

function find(host: string, signal = never) {
  return createFindRecord({ ...config, resolvers: [dns.address] })(host, signal)
}

describe('createFindRecord', () => {
  it('returns every value of the record', async () => {
    dns.zone.set(challengeName('two.example.org'), ['one', ' other '])
    expect(await find('two.example.org')).toEqual({ kind: 'answered', values: ['one', 'other'] })
  })

  it('takes a name that does not exist as an answer', async () => {
    expect(await find('none.example.org')).toEqual({ kind: 'answered', values: [] })
  })

  it('takes a name without such a record as an answer', async () => {
    dns.zone.set(challengeName('empty.example.org'), [])
    expect(await find('empty.example.org')).toEqual({ kind: 'answered', values: [] })
  })

  it.each([
    ['SERVFAIL', 'the name server failed to answer (SERVFAIL)'],
    ['silence', 'the name server did not answer'],
  ] as const)('takes no answer from %s', async (how, reason) => {
    dns.zone.set(challengeName('away.example.org'), how)
    expect(await find('away.example.org')).toEqual({ kind: 'unanswered', reason })
  })

  it('says that nothing listens there', async () => {
    const gone = await startDnsServer()
    await gone.close()
    const search = createFindRecord({ ...config, resolvers: [gone.address] })
    expect(await search('www.example.org', never)).toMatchObject({ kind: 'unanswered' })
  })

  it('ends at its deadline, however long its tries take', async () => {
    dns.zone.set(challengeName('slow.example.org'), 'silence')
    const slow = { ...config, timeoutMs: 60_000, tries: 4, deadlineMs: 1 }
    const search = createFindRecord({ ...slow, resolvers: [dns.address] })
    expect(await search('slow.example.org', never)).toEqual({
      kind: 'unanswered',
      reason: 'the name server did not answer',
    })
  })

  it('ends with its signal', async () => {
    await expect(find('www.example.org', AbortSignal.abort(new Error('stop')))).rejects.toThrow(
      'stop',
    )
  })

  it('asks nobody where no proof is required', async () => {
    const search = createFindRecord({ ...config, proof: 'none', resolvers: [dns.address] })
    expect(await search('unasked.example.org', never)).toEqual({ kind: 'assumed' })
    expect(dns.asked).not.toContain(challengeName('unasked.example.org'))
  })
})
