import type { Mutant } from '../mutant.ts'

const registry = 'packages/registry/src'
const reader = [`${registry}/reader.test.ts`, `${registry}/reader-history.test.ts`]
const wall = 'registry' as const

/** Guards that keep a host with its tenant, whoever writes to Redis and in whatever order. */
export const registryMutants: Mutant[] = [
  {
    guard: 'an entry is its host’s',
    file: 'packages/shared/src/registry/entry.ts',
    find: "  if (parsed.data.host !== host) throw new TokenRefused('the entry is for another host')\n",
    replace: '',
    tests: ['packages/shared/src/registry/entry.test.ts'],
  },
  {
    guard: 'an entry from Redis is verified',
    file: `${registry}/redis-source.ts`,
    find: 'return await verifyOnce(host, token)',
    replace:
      "return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).entry ?? verifyOnce(host, token)",
    tests: [`${registry}/registry.test.ts`],
  },
  {
    guard: 'an entry from the control plane is verified',
    file: `${registry}/control-plane-source.ts`,
    find: 'return verifyEntry(verifyingKeys, host, entry).catch(',
    replace:
      "return Promise.resolve(JSON.parse(Buffer.from(entry.split('.')[1] ?? '', 'base64url').toString()).entry as RegistryEntry).catch(",
    tests: [`${registry}/control-plane-source.test.ts`],
  },
  {
    guard: 'an entry that has changed is verified again',
    file: `${registry}/verify-once.ts`,
    find: 'if (known?.digest === digest) return',
    replace: 'if (known) return',
    tests: [`${registry}/verify-once.test.ts`],
  },
  {
    guard: 'an entry is for the registry',
    file: `packages/shared/src/registry/entry.ts`,
    find: "  typ: 'registry-entry',\n  issuer: 'control-plane',\n  audience: 'registry',\n",
    replace: "  typ: 'internal-call',\n  issuer: 'control-plane',\n  audience: 'polls-internal',\n",
    tests: [`packages/shared/src/registry/entry.test.ts`],
  },
  {
    guard: 'no older version than the floor',
    file: `${registry}/load-entry.ts`,
    find: 'entry.version >= Math.max(lowestGood(floors.of(host)), heldVersion()) &&',
    replace: 'entry.version >= 0 &&',
  },
  {
    guard: 'the generation guard',
    file: `${registry}/load-entry.ts`,
    find: '&&\n    memory.generation() === before.generation\n',
    replace: '\n',
  },
  {
    guard: 'a load that was overtaken starts over',
    file: `${registry}/load-entry.ts`,
    find: "  if (overtaken()) return 'overtaken'\n",
    replace: '',
  },
  {
    guard: 'a control plane that forgot is not believed',
    file: `${registry}/load-entry.ts`,
    find: 'if ((fetched?.version ?? 0) < proven) {',
    replace: 'if ((fetched?.version ?? 0) < 0 * proven) {',
  },
  {
    guard: 'floors only rise',
    file: `${registry}/version-floors.ts`,
    find: 'if (version > floor[by]) floors.set',
    replace: 'floors.set',
  },
  {
    guard: 'what is known to be outdated is not served',
    file: `${registry}/reader.ts`,
    find: 'return !held.outdated && nowMs()',
    replace: 'return nowMs()',
  },
  {
    guard: 'a change takes the held entry away',
    file: `${registry}/reader.ts`,
    find: '    held.outdated = true\n    held.freshUntilMs = 0\n',
    replace: '',
  },
  {
    guard: 'after a gap everything is checked again',
    file: `${registry}/memory-cache.ts`,
    find: '      generation += 1\n',
    replace: '',
  },
  {
    guard: 'publication compares and sets',
    file: 'apps/control-plane/src/registry/publish-entries.ts',
    find: 'if tonumber(ARGV[at]) > known then',
    replace: 'if tonumber(ARGV[at]) > 0 then',
    tests: ['apps/control-plane/src/registry/publish-entries.test.ts'],
  },
  {
    guard: 'the watermark moves only from where it was seen',
    file: 'apps/control-plane/src/registry/publish-entries.ts',
    find: "if (redis.call('get', KEYS[1]) or '0') ~= ARGV[1] then return 0 end\n",
    replace: '',
    tests: ['apps/control-plane/src/registry/publish-entries.test.ts'],
  },
].map((mutant) => ({ tests: reader, ...mutant, wall }))
