/** Headers that concern one connection only (RFC 9110, 7.6.1), whether or not `Connection` names them. */
export const hopByHop = [
  ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['http2-settings'],
]

/**
 * Fields that are for every recipient, and so never for one connection alone, even if `Connection` names
 * them (RFC 9110, 7.6.1). They name the host, describe the client and its request, or protect an answer:
 * anybody who could have them dropped would control what the next recipient sees.
 */
const forAll = new Set([
  ...['host', 'authorization', 'cookie', 'set-cookie', 'origin', 'referer', 'user-agent', 'from'],
  ...['forwarded', 'via', 'x-real-ip', 'x-request-id', 'traceparent', 'tracestate'],
  ...['range', 'prefer', 'idempotency-key', 'last-event-id', 'location', 'allow', 'retry-after'],
  ...['date', 'age', 'cache-control', 'expires', 'pragma', 'etag', 'last-modified', 'vary', 'link'],
  ...['www-authenticate', 'referrer-policy', 'permissions-policy'],
  ...['x-content-type-options', 'x-frame-options'],
])

/** `content-length`, which frames the body, is one of them. */
const familyForAll =
  /^(?:content-|accept|if-|sec-|access-control-|cross-origin-|x-forwarded-|x-csrf-|x-tenant)/

/**
 * The fields that the values of `Connection` name as being for this connection only. Undefined if there are
 * none besides the usual `keep-alive` and `close`.
 */
export function namedByConnection(values: readonly string[]): ReadonlySet<string> | undefined {
  const text = values.join(',').toLowerCase()
  if (text === '' || text === 'keep-alive' || text === 'close') return undefined
  const names = text.split(',').map((token) => token.trim())
  return new Set(names.filter((name) => !isForAll(name)))
}

function isForAll(name: string): boolean {
  return forAll.has(name) || familyForAll.test(name)
}
