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
    file: `${gateway}/steps/admit.ts`,
    find: 'return tenantSuspended()',
    replace: 'return undefined',
    tests: [`${gateway}/steps/admit.test.ts`],
  },
  {
    guard: 'a deleted tenant is not served',
    file: `${gateway}/steps/admit.ts`,
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
    ...assertion,
    guard: 'an assertion has an end',
    find: ' || claims.exp === undefined) throw',
    replace: ') throw',
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
