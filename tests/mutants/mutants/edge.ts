import type { Mutant } from '../mutant.ts'

const gateway = 'apps/gateway/src'
const shared = 'packages/shared/src'
const wall = 'edge' as const
const token = { file: `${shared}/signed-token.ts`, tests: [`${shared}/signed-token.test.ts`] }
const assertion = { file: `${shared}/assertion.ts`, tests: [`${shared}/assertion.test.ts`] }
const strip = {
  file: `${gateway}/steps/strip-headers.ts`,
  tests: [`${gateway}/steps/strip-headers.test.ts`],
}
const laneParser = {
  file: `${gateway}/transport/lane/parse-request.ts`,
  tests: [`${gateway}/transport/lane/parse-request.test.ts`],
}
const laneAnswers = {
  file: `${gateway}/transport/lane/upstream-connection.ts`,
  tests: [`${gateway}/transport/lane/lane.test.ts`],
}
const laneChunks = {
  file: `${gateway}/transport/lane/chunked-body.ts`,
  tests: [`${gateway}/transport/lane/chunked-body.test.ts`],
}
const answers = {
  file: `${gateway}/transport/answer-headers.ts`,
  tests: [`${gateway}/transport/answer-headers.test.ts`],
}
const ownCookies = {
  file: `${gateway}/transport/withheld-fields.ts`,
  tests: [`${gateway}/transport/answer-headers.test.ts`],
}
const ownHosts = ['apps/control-plane/src/http/guards/own-hosts.test.ts']
const routes = ['tests/isolation/tenant-routes.test.ts']
const internal = ['tests/isolation/internal-routes.test.ts']
/** One code path serves every model, and these start at once. */
const only = 'in the model (shared|schema)'

/** The first wall: who asks, and for whom. */
export const edgeMutants: Mutant[] = [
  {
    ...strip,
    guard: 'tenant headers are stripped',
    find: "    name.startsWith('x-forwarded') ||\n    isTenantHeader(name)\n",
    replace: "    name.startsWith('x-forwarded')\n",
  },
  {
    ...strip,
    guard: 'tenant headers are stripped in every spelling',
    file: `${gateway}/transport/withheld-fields.ts`,
    find: 'x[^a-z0-9]+tenant',
    replace: 'x-tenant',
  },
  {
    ...strip,
    guard: 'names with an underscore are stripped',
    find: "    name.includes('_') ||\n",
    replace: '',
  },
  {
    ...strip,
    guard: 'headers that Connection names are stripped',
    find: 'if (isDroppedFromRequests(name) || named?.has(name)) continue',
    replace: 'if (isDroppedFromRequests(name)) continue',
  },
  {
    guard: 'Connection names nothing that is for all',
    file: `${gateway}/transport/connection-options.ts`,
    find: 'new Set(names.filter((name) => !isForAll(name)))',
    replace: 'new Set(names)',
    tests: [
      `${gateway}/transport/answer-headers.test.ts`,
      `${gateway}/transport/answer-framing.test.ts`,
    ],
  },
  {
    guard: 'a client’s word for another is not taken',
    file: `${gateway}/steps/client-address.ts`,
    find: 'if (!trusted || !isTrusted(trusted, peer)) return',
    replace: 'if (!trusted) return',
    tests: [`${gateway}/steps/client-address.test.ts`],
  },
  {
    ...answers,
    guard: 'fields that speak for other hosts are withheld',
    find: '  ...Object.keys(withheldFields),\n',
    replace: '',
  },
  {
    ...answers,
    guard: 'the lane withholds cookies of other hosts',
    find: "    if (name === 'set-cookie' && !isOwnCookie(value, host)) continue\n",
    replace: '',
  },
  {
    ...answers,
    guard: 'the chain withholds cookies of other hosts',
    find: "name === 'set-cookie' ? ownCookies([value].flat(), host) : value",
    replace: 'value; void ownCookies',
  },
  {
    ...ownCookies,
    guard: 'each Domain of a cookie is its own host',
    find: '    .every((attribute) =>',
    replace: '    .some((attribute) =>',
  },
  {
    ...answers,
    guard: 'a 204 has no length',
    find: " ||\n    (status === 204 && name === 'content-length')",
    replace: '',
  },
  {
    guard: 'an answer without a body ends with its head',
    file: `${gateway}/transport/pipe-exchange.ts`,
    find: '      if (hasNoBody(status)) outgoing.end()\n',
    replace: '      void hasNoBody\n',
    tests: [`${gateway}/transport/answer-framing.test.ts`],
  },
  {
    guard: 'the control plane answers to its own hosts',
    file: 'apps/control-plane/src/http/app.ts',
    find: '      requireOwnHost(context.config.service.hosts),\n',
    replace: '      requireOwnHost && (async (_, next) => next()),\n',
    tests: ownHosts,
  },
  {
    guard: 'a host that only begins like one’s own is another',
    file: 'apps/control-plane/src/http/guards/own-hosts.ts',
    find: 'host === undefined || !own.has(host)',
    replace: 'host === undefined || ![...own].some((each) => host.startsWith(each))',
    tests: ownHosts,
  },
  {
    guard: 'a request names one host',
    file: `${gateway}/transport/screen-request.ts`,
    find: 'countHosts(rawHeaders) !== 1',
    replace: 'countHosts(rawHeaders) < 1',
    tests: ['tests/hostile/gateway.test.ts'],
  },
  {
    guard: 'a request’s target is a path',
    file: `${gateway}/transport/screen-request.ts`,
    find: "if (!url?.startsWith('/')) return",
    replace: 'if (!url) return',
    tests: ['tests/hostile/gateway.test.ts'],
  },
  {
    ...laneParser,
    guard: 'the lane takes no request with two hosts',
    find: '  if (known[name] !== undefined) return false\n',
    replace: '',
  },
  {
    ...laneParser,
    guard: 'the lane takes no chunks',
    find: "    case 'transfer-encoding':\n",
    replace: '',
  },
  {
    ...laneParser,
    guard: 'the lane takes no line that ends oddly',
    find: '(?:[ \\t]+[\\x21-\\x7e]+)*)?\\r\\n)+',
    replace: '(?:\\s+[\\x21-\\x7e]+)*)?\\r\\n)+',
  },
  {
    guard: 'the lane hands its own hosts over',
    file: `${gateway}/transport/lane/serve-request.ts`,
    find: 'named === undefined || isOwnHost(named, config.service.baseDomain)',
    replace: 'named === undefined',
    tests: [`${gateway}/app.test.ts`],
  },
  {
    ...laneChunks,
    guard: 'a line of chunks has a bound',
    find: 'lineBytes <= maxLineBytes ? takeLine(byte) : fail()',
    replace: 'takeLine(byte)',
  },
  {
    ...laneChunks,
    guard: 'an extension of chunks ends with its line',
    find: 'isText(byte) ? false : fail()',
    replace: 'isText(byte) && false',
  },
  {
    ...laneChunks,
    guard: 'a size of chunks is one that is counted exactly',
    find: '    if (!Number.isSafeInteger(size)) return fail()\n',
    replace: '',
  },
  {
    guard: 'the lane keeps no connection whose answer may have a body after all',
    file: `${gateway}/transport/lane/parse-answer.ts`,
    find: '  return !isEmpty || (coding === undefined && Number(length) === 0)\n',
    replace: '  return isEmpty || coding === undefined || length !== undefined || true\n',
    tests: [`${gateway}/transport/lane/parse-answer.test.ts`],
  },
  {
    ...laneAnswers,
    guard: 'the lane keeps no connection that said too much',
    find: 'if (isClean && isWritten && head.keepAlive)',
    replace: 'if (isWritten && head.keepAlive)',
  },
  {
    ...laneAnswers,
    guard: 'the lane takes no bytes that nobody waits for',
    find: 'if (!this.#pending) this.destroy()\n    else if (this.#head)',
    replace: 'if (!this.#pending) this.#beginning = chunk\n    else if (this.#head)',
  },
  {
    guard: 'the lane passes on no answer whose end is doubtful',
    file: `${gateway}/transport/lane/parse-answer.ts`,
    find: '  if (fields.isDoubtful || (coding !== undefined && length !== undefined)) return undefined\n',
    replace: '',
    tests: laneAnswers.tests,
  },
  {
    guard: 'a suspended tenant is not served',
    file: `${gateway}/problems.ts`,
    find: 'return tenantSuspended()',
    replace: 'return undefined',
    tests: [`${gateway}/steps/admit.test.ts`],
  },
  {
    guard: 'a deleted tenant is not served',
    file: `${gateway}/problems.ts`,
    find: "    case 'deleted':\n      return unknownHost()",
    replace: "    case 'deleted':\n      return undefined",
    tests: [`${gateway}/steps/admit.test.ts`],
  },
  {
    ...token,
    guard: 'the signature',
    find: '    return payload\n  } catch (error) {\n',
    replace:
      "    return payload\n  } catch (error) {\n    if (error instanceof Error && 'code' in error && error.code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())\n",
  },
  {
    ...token,
    guard: 'the key’s id',
    find: 'kid === undefined ? undefined : keys.get(kid)',
    replace: '[...keys.values()][0]; void kid',
  },
  { ...token, guard: 'the type', find: '      typ: kind.typ,\n', replace: '' },
  { ...token, guard: 'the issuer', find: '      issuer: kind.issuer,\n', replace: '' },
  { ...token, guard: 'the audience', find: '      audience: kind.audience,\n', replace: '' },
  {
    ...token,
    guard: 'the end',
    find: 'clockTolerance: clockSkewS',
    replace: 'clockTolerance: clockSkewS * 1e6',
  },
  {
    ...assertion,
    guard: 'an assertion that was checked ends as well',
    find: 'if (known && Date.now() < known.endsAtMs) return',
    replace: 'if (known) return',
  },
  {
    ...token,
    guard: 'a token has an end',
    find: "  if (exp === undefined) throw new TokenRefused('it does not say when it ends')\n",
    replace: '  if (exp === undefined) return\n',
  },
  {
    ...token,
    guard: 'a token lives a minute at most',
    find: "  if (exp - iat > maxLifeS) throw new TokenRefused('it lives too long')\n",
    replace: '',
  },
  {
    ...token,
    guard: 'a token says when it was signed',
    find: "  if (typeof iat !== 'number') throw new TokenRefused('it does not say when it was signed')\n",
    replace: '  if (iat === undefined || exp === undefined) return\n',
  },
  {
    ...token,
    guard: 'a token is not of the future',
    find: "  if (iat > Date.now() / 1000 + clockSkewS) throw new TokenRefused('it is signed in the future')\n",
    replace: '',
  },
  {
    guard: 'text that cannot be kept is refused',
    file: `${shared}/http/api.ts`,
    find: '  app.use(requireText)\n',
    replace: '  void requireText\n',
    tests: [`${shared}/http/require-text.test.ts`],
  },
  {
    guard: 'a cursor holds text that can be kept',
    file: 'packages/data-plane/src/http/sorting.ts',
    find: '.refine((value) => textFault(value) === undefined)',
    replace: '',
    tests: ['tests/isolation/odd-text.test.ts'],
  },
  {
    guard: 'nothing answers without an assertion',
    file: 'packages/data-plane/src/app.ts',
    find: 'probes(preparation), requireTenant(context.verifyAssertion)]',
    replace: 'probes(preparation)]',
    tests: routes,
  },
  {
    guard: 'the internal port answers no caller without a capability',
    file: 'packages/data-plane/src/app.ts',
    find: '    requireAnyCapability(context.internalCallers),\n',
    replace: '',
    tests: [...internal], // whatever the model
  },
  {
    ...assertion,
    guard: 'an assertion is for one upstream',
    find: "return { typ: 'tenant-assertion', issuer: 'gateway', audience }",
    replace: "return { typ: 'tenant-assertion', issuer: 'gateway', audience: audience && 'any' }",
  },
  {
    ...assertion,
    guard: 'no entry lends a token its claims',
    find: 'new Set([...claimsOfTokens, ...fieldsOfGateways])',
    replace: 'new Set(fieldsOfGateways)',
  },
  {
    ...assertion,
    guard: 'assertions are signed for each tenant',
    find: ' && isSame(known, tenant, audience)) return',
    replace: ') return',
  },
  {
    guard: 'no route without an assertion',
    file: 'packages/data-plane/src/http/require-tenant.ts',
    find: 'if (error instanceof TokenRefused) throw refused(error)',
    replace: 'if (error instanceof TokenRefused) return next()',
    tests: routes,
  },
  {
    guard: 'a token is its tenant’s',
    file: 'apps/polls/src/users/authenticate.ts',
    find: 't.token_hash = ${hashToken(token)}',
    replace: '${hashToken(token)} is not null',
    tests: routes,
  },
  {
    guard: 'admins alone reach the admin API',
    file: 'apps/polls/src/http/as-admin.ts',
    find: "if (request.user.role !== 'admin')",
    replace: "if (request.user.role === 'none' as string)",
    tests: routes,
  },
  {
    guard: 'a poll is its creator’s to change',
    file: 'apps/polls/src/polls/find-own-poll.ts',
    find: "if (poll.createdBy.id !== user.id && user.role !== 'admin') {",
    replace: "if (user.role === 'none' as string) {",
    tests: routes,
  },
  ...[
    ['pollInput', 'z\n  .strictObject'],
    ['pollReplacement', 'z\n  .strictObject'],
    ['pollChange', 'z\n  .strictObject'],
    ['choiceInput', 'z.strictObject'],
  ].map(([name, maker = '']) => ({
    guard: `${name} takes no fields but its own`,
    file: 'apps/polls/src/polls/schemas.ts',
    find: `export const ${name} = ${maker}(`,
    replace: `export const ${name} = ${maker.replace('strictObject', 'object')}(`,
    tests: routes,
  })),
  {
    guard: 'no internal route without a capability',
    file: 'packages/data-plane/src/app.ts',
    find: '    app.on(route.method, route.getRoutingPath(), requireCapability(context.internalCallers, route))\n',
    replace: '    void requireCapability(context.internalCallers, route)\n',
    tests: internal,
  },
  {
    guard: 'an internal call is for one action',
    file: 'packages/data-plane/src/internal/require-capability.ts',
    find: '    if (call.action !== capability.action) throw forbidden(`the call is for ${call.action}`)\n',
    replace: '',
    tests: internal,
  },
  {
    guard: 'an internal call is for one tenant',
    file: 'packages/data-plane/src/internal/require-capability.ts',
    find: "    if (call.tenantId !== tenantId) throw forbidden('the call is for another tenant')\n",
    replace: '',
    tests: internal,
  },
  {
    guard: 'a part of a path leads to no other route',
    file: 'apps/control-plane/src/data-plane/call-route.ts',
    find: 'request?.params?.parse(params) ?? {}',
    replace: 'params',
    tests: ['apps/control-plane/src/data-plane/call-route.test.ts'],
  },
  {
    guard: 'an internal call is no other token',
    file: `${shared}/internal-call.ts`,
    find: "return { typ, issuer: 'control-plane', audience: `${service}-internal` }",
    replace: "return { typ: typ && 'tenant-assertion', issuer: 'gateway', audience: service }",
    tests: internal,
  },
  {
    guard: 'an internal call is for one service',
    file: `${shared}/internal-call.ts`,
    find: 'audience: `${service}-internal`',
    replace: "audience: service && 'internal'",
    tests: [`${shared}/internal-call.test.ts`],
  },
  {
    guard: 'no call is made about a tenant of another service',
    file: 'apps/control-plane/src/data-plane/internal-api.ts',
    find: 'if (wanted !== pooled.service) {',
    replace: "if (wanted === '') {",
    tests: ['apps/control-plane/src/data-plane/internal-api.test.ts'],
  },
  {
    guard: 'a dedicated service takes its tenant’s assertions alone',
    file: 'packages/data-plane/src/http/only-own-tenant.ts',
    find: '    if (assertion.tenantId !== tenantId) throw',
    replace: '    if (!assertion.tenantId) throw',
    tests: ['tests/dedicated/walls.test.ts'],
  },
  {
    guard: 'a dedicated service takes internal calls about its tenant alone',
    file: 'packages/data-plane/src/internal/require-capability.ts',
    find: "    if (own && tenantId && tenantId !== own) throw forbidden('this service is another tenant’s')\n",
    replace: '    void own\n',
    tests: ['tests/dedicated/walls.test.ts'],
  },
  {
    guard: 'a dedicated tenant’s secrets are its own',
    file: 'apps/control-plane/src/runtimes/tenant-secrets.ts',
    find: "hkdfSync('sha256', runtimeSecret, tenantId, purpose, 32)",
    replace: "hkdfSync('sha256', runtimeSecret, tenantId && 'all', purpose, 32)",
    tests: ['tests/dedicated/walls.test.ts'],
  },
  {
    guard: 'a tenant’s own upstream is no public address',
    file: `${shared}/registry/entry.ts`,
    find: ".refine(isPrivateUrl, 'must be on loopback or on a private network')",
    replace: '.refine((text) => isPrivateUrl(text) || true)',
    tests: [`${shared}/registry/entry.test.ts`],
  },
].map((mutant) => {
  return {
    ...mutant,
    wall,
    ...(mutant.tests === routes || mutant.tests === internal ? { only } : {}),
  }
})
