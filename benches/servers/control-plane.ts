import { createServer } from 'node:http'
import { importSigningKey, signingKeyText } from '@mt/shared/keys'
import { signEntry } from '@mt/shared/registry/entry'
import { benchEntry, tenantNumberOf } from '../harness/bench-tenants.ts'

/**
 * The registry API of a control plane with any number of tenants, whose entries are made and signed on
 * request. `GET /asked` returns the number of look-ups. Arguments: port, signing key.
 */
const [port, keyText = ''] = process.argv.slice(2)
const key = await importSigningKey(signingKeyText.parse(keyText))
let lookups = 0

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://stub')
  response.setHeader('content-type', 'application/json')
  if (pathname === '/asked') return void response.end(JSON.stringify({ lookups }))
  if (pathname === '/v1/registry/changes') {
    return void response.end(JSON.stringify({ changes: [], next: 1 }))
  }
  lookups += 1
  const host = decodeURIComponent(pathname.replace('/v1/registry/hosts/', ''))
  const entry = await signEntry(key, benchEntry(tenantNumberOf(host)))
  response.end(JSON.stringify({ entry }))
})
server.listen(Number(port), '127.0.0.1')
