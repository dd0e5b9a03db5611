import {
  bytes,
  type HostileRequest,
  named,
  type Parts,
  requestBytes,
  type Target,
} from './hostile-request.ts'

/** The ways in which each odd host is sent. */
const ways: Record<string, Parts> = {
  'a read': {},
  'a write': { method: 'POST', headers: ['Content-Length: 2'], body: '{}' },
  'an old read': { version: 'HTTP/1.0' },
}

/** Hosts that belong to no tenant, however they are read. */
function oddHosts(host: string): string[] {
  const [slug = '', ...rest] = host.split('.')
  const domain = rest.join('.')
  return [
    ...['', '.', '..', '-', '_', '*', ':', ':80', '@', '/', '%', '0', '[]', '[::1]', '[::1'],
    ...[`${host}..`, `.${host}`, `${slug}..${domain}`, `-${host}`, `${slug}-.${domain}`],
    ...[`${host}:`, `${host}:x`, `${host}:-1`, `${host}:80:80`, `${host}:999999`, `${host}:99999`],
    ...[`${host}/`, `${host}/..`, `${host}?a`, `${host}#a`, `${host}\\`, `${host}@other`],
    ...[`user@${host}`, `http://${host}`, `[${host}]`, `${host}, other`, `${host} other`],
    ...[`${host}\tother`, `${host};a=b`, `${host}|a`, `"${host}"`, `${host}%00`, `%74${host}`],
    ...[`a.${host}`, `*.${domain}`, `${slug}_x.${domain}`, `${slug}'--.${domain}`],
    ...[`${slug}';select 1.${domain}`, '../../etc/passwd', '{{7*7}}', '127.1', '2130706433'],
    ...['0x7f000001', '1.2.3.4.5', '256.256.256.256', 'xn--', `xn--\xfc.${domain}`],
    ...[`th\xf6r.${domain}`, `\xff\xfe.${domain}`, `t\xc3\xb6r.${domain}`],
    ...[`${'a'.repeat(64)}.${domain}`, `${'a.'.repeat(130)}${domain}`, 'a'.repeat(10_000)],
  ]
}

/** Odd forms of the Host header: wrong, missing, twice, folded. */
export function hostileHosts(target: Target): HostileRequest[] {
  const { host } = target
  const refused = (title: string, ...lines: string[]): HostileRequest => ({
    ...{ title, outcome: 'refused', pieces: [bytes(...lines, 'Connection: close', '', '')] },
  })
  const odd = Object.entries(ways).flatMap(([way, parts]) =>
    oddHosts(host).map((each): HostileRequest => {
      const pieces = [requestBytes(target, { ...parts, host: each })]
      return { title: `${way} of the host ${named(each)}`, outcome: 'refused', pieces }
    }),
  )
  return [
    ...odd,
    refused('no host', 'GET / HTTP/1.1'),
    refused('no host in HTTP/1.0', 'GET / HTTP/1.0'),
    refused('one host twice', 'GET / HTTP/1.1', `Host: ${host}`, `Host: ${host}`),
    refused('two hosts', 'GET / HTTP/1.1', `Host: ${host}`, 'Host: other.polls.localhost'),
    refused('two hosts, spelled apart', 'GET / HTTP/1.1', `HOST: ${host}`, 'host: localhost'),
    refused('a host and an empty one', 'GET / HTTP/1.1', `Host: ${host}`, 'Host:'),
    refused('a host that is folded', 'GET / HTTP/1.1', 'Host:', ` ${host}`),
    refused('a host that goes on in a fold', 'GET / HTTP/1.1', `Host: ${host}`, ' other'),
    refused('a space before the colon', 'GET / HTTP/1.1', `Host : ${host}`),
    refused('a space before the name', 'GET / HTTP/1.1', ` Host: ${host}`),
  ]
}
