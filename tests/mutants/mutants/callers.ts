import type { Mutant } from '../mutant.ts'

const shared = 'packages/shared/src'
const wall = 'edge' as const
const token = { file: `${shared}/signed-token.ts`, tests: [`${shared}/signed-token.test.ts`] }
const assertion = { file: `${shared}/assertion.ts`, tests: [`${shared}/assertion.test.ts`] }
const routes = ['tests/isolation/tenant-routes.test.ts']
const internal = ['tests/isolation/internal-routes.test.ts']
/** One code path serves every model, and these start at once. */
const only = 'in the model (shared|schema)'

/** Who asks, and for whom: tokens, assertions, capabilities and the routes that check them. */
export const callerMutants: Mutant[] = [
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
    find: "  if (exp === undefined) throw new TokenRefused('the expiry (exp) is missing')\n",
    replace: '  if (exp === undefined) return\n',
  },
  {
    ...token,
    guard: 'a token lives a minute at most',
    find: "  if (exp - iat > maxLifeS) throw new TokenRefused('its lifetime is too long')\n",
    replace: '',
  },
  {
    ...token,
    guard: 'a token says when it was signed',
    find: "  if (typeof iat !== 'number') throw new TokenRefused('the time of signing (iat) is missing')\n",
    replace: '  if (iat === undefined || exp === undefined) return\n',
  },
  {
    ...token,
    guard: 'a token is not of the future',
    find: "  if (iat > Date.now() / 1000 + clockSkewS) throw new TokenRefused('it was signed in the future')\n",
    replace: '',
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
].map((mutant) => {
  return {
    ...mutant,
    wall,
    ...(mutant.tests === routes || mutant.tests === internal ? { only } : {}),
  }
})
