import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { clientOf, trustedProxies } from './client-address.ts'

const proxies = trustedProxies().parse('10.0.0.0/8, 192.0.2.1,2001:db8::/32')

function client(
  peer: string | undefined,
  headers: Record<string, string>,
  trusted: typeof proxies | null = proxies,
) {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const incoming = new IncomingMessage(socket)
  Object.assign(incoming.headers, headers)
  return clientOf(incoming, trusted ?? undefined)
}

const from = (peer: string, forwardedFor: string) =>
  client(peer, { 'x-forwarded-for': forwardedFor }).address

describe('clientOf', () => {
  it('trusts no header without trusted proxies', () => {
    const headers = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https' }
    expect(client('10.1.2.3', headers, null)).toEqual({
      address: '10.1.2.3',
      protocol: 'http',
    })
    expect(client('6.0.0.1', headers)).toEqual({ address: '6.0.0.1', protocol: 'http' })
  })

  it.each([
    ['10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['::ffff:10.1.2.3', '198.51.100.7', '198.51.100.7'],
    ['2001:db8::1', '2001:dead::7', '2001:dead::7'],
    ['10.1.2.3', '6.6.6.6, 198.51.100.7', '198.51.100.7'],
    ['10.1.2.3', '6.6.6.6, 198.51.100.7, 192.0.2.1', '198.51.100.7'],
    ['10.1.2.3', '198.51.100.7:5678', '198.51.100.7'],
    ['10.1.2.3', '[2001:dead::7]:5678', '2001:dead::7'],
    ['10.1.2.3', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['10.1.2.3', '6.6.6.6, nonsense', '10.1.2.3'],
    ['10.1.2.3', '6.6.6.6, nonsense, 10.0.0.9', '10.0.0.9'],
    ['10.1.2.3', 'fe80::1%eth0', '10.1.2.3'],
    ['10.1.2.3', '', '10.1.2.3'],
    ['10.1.2.3', ['6.6.6.6', ...Array(20).fill('10.0.0.1')].join(), '10.0.0.1'],
  ])('finds the client of what %s forwards for %.40s', (peer, forwardedFor, address) => {
    expect(from(peer, forwardedFor)).toBe(address)
  })

  it.each([
    ['https', 'https'],
    ['http, HTTPS', 'https'],
    ['https, gopher', 'http'],
    ['', 'http'],
  ])('takes the protocol of "%s" from a trusted proxy', (said, protocol) => {
    expect(client('10.1.2.3', { 'x-forwarded-proto': said }).protocol).toBe(protocol)
  })

  it('tolerates a connection that has closed', () => {
    expect(client(undefined, {}).address).toBe('')
  })
})

describe('trustedProxies', () => {
  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'proxy',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::1%lo',
    '1.1.1.1,',
  ])('refuses %s', (text) => {
    expect(trustedProxies().safeParse(text).success).toBe(false)
  })
})
