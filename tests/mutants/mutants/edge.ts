import type { Mutant } from '../mutant.ts'

const gateway = 'apps/gateway/src'
const shared = 'packages/shared/src'
const wall = 'edge' as const
const strip = {
  file: `${gateway}/steps/strip-headers.ts`,
  tests: [`${gateway}/steps/strip-headers.test.ts`],
}
const answers = {
  file: `${gateway}/transport/answer-headers.ts`,
  tests: [`${gateway}/transport/answer-headers.test.ts`],
}
const ownCookies = {
  file: `${gateway}/transport/withheld-fields.ts`,
  tests: [`${gateway}/transport/answer-headers.test.ts`],
}
const domains = ['apps/control-plane/src/verbs/domains/domains.test.ts']
const names = {
  file: 'apps/control-plane/src/domains/domain-name.ts',
  tests: ['apps/control-plane/src/domains/domain-name.test.ts'],
}
const ownHosts = ['apps/control-plane/src/http/guards/own-hosts.test.ts']

/** What the first wall takes from a request and from an answer, and whom it serves. */
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
    file: `${gateway}/transport/undici-forwarder.ts`,
    find: '      if (hasNoBody(status)) outgoing.end()\n',
    replace: '      void hasNoBody\n',
    tests: [`${gateway}/transport/answer-framing.test.ts`],
  },
  {
    guard: 'the gateway’s own hosts are no tenant’s',
    file: `${gateway}/steps/answer-own-hosts.ts`,
    find: '    if (isLocal) throw unknownHost()\n',
    replace: '    if (isLocal) return undefined\n    void unknownHost\n',
    tests: [`${gateway}/steps/answer-own-hosts.test.ts`],
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
    guard: 'a tenant’s own upstream is no public address',
    file: `${shared}/registry/entry.ts`,
    find: ".refine(isPrivateUrl, 'must be on loopback or on a private network')",
    replace: '.refine((text) => isPrivateUrl(text) || true)',
    tests: [`${shared}/registry/entry.test.ts`],
  },
  {
    guard: 'a front gets certificates only for names that tenants have',
    file: `${gateway}/certificates/certificate-names.ts`,
    find: "if (entry && entry.status !== 'deleted') return true",
    replace: "if (entry?.status !== 'deleted') return true",
    tests: [`${gateway}/certificates/certificate-names.test.ts`],
  },
  {
    guard: 'a made-up name costs a look-up once a minute',
    file: `${gateway}/certificates/certificate-names.ts`,
    find: 'if (changes === changesBefore) refusedUntilMs.set(host, nowMs() + refusedMs)',
    replace: 'void changesBefore',
    tests: [`${gateway}/certificates/certificate-names.test.ts`],
  },
  {
    guard: 'an unproven domain is not served',
    file: 'apps/control-plane/src/domains/apply-finding.ts',
    find: 'finding.values.includes(value)',
    replace: '(finding.values.includes(value) || true)',
    tests: domains,
  },
  {
    guard: 'a claim alone is not served',
    file: 'apps/control-plane/src/operations/kinds/domains.ts',
    find: "proof === 'none' ?",
    replace: 'proof !== undefined ?',
    tests: domains,
  },
  {
    guard: 'a proven domain stays with its tenant',
    file: 'apps/control-plane/src/domains/apply-finding.ts',
    find: 'finding.values.includes(other.value)',
    replace: '!finding.values.includes(other.value)',
    tests: domains,
  },
  {
    guard: 'a domain whose record is gone is given up',
    file: 'apps/control-plane/src/domains/apply-finding.ts',
    find: '  if (isScheduled) claim.failedChecks += 1\n',
    replace: '  void isScheduled\n',
    tests: domains,
  },
  {
    ...names,
    guard: 'an address is no domain',
    find: "  if (isAddress(name, ascii)) return { fault: 'must be a host name, not an address' }\n",
    replace: '  void isAddress\n',
  },
  {
    ...names,
    guard: 'the platform’s names are no tenant’s',
    find: 'return refuseOwn(own, host) ?? refuseSuffix(host)',
    replace: 'void own\n  void refuseOwn\n  return refuseSuffix(host)',
  },
  {
    ...names,
    guard: 'a public suffix is no tenant’s',
    find: '  if (domain !== null) return undefined\n',
    replace: '  if (domain !== undefined) return undefined\n',
  },
  {
    ...names,
    guard: 'a look-alike is no domain',
    find: 'const mixed = labels.find(mixesScripts)',
    replace: 'const mixed = labels.find((label) => mixesScripts(label) && false)',
  },
].map((mutant) => ({ ...mutant, wall }))
