import type { Mutant } from '../mutant.ts'

const idempotency = 'packages/data-plane/src/idempotency'
const users = 'apps/polls/src/users'
const wall = 'availability' as const
const queue = {
  file: 'packages/credentials/src/passwords/fair-queue.ts',
  tests: ['packages/credentials/src/passwords/fair-queue.test.ts'],
}
const passwords = {
  file: 'packages/credentials/src/passwords/passwords.ts',
  tests: ['packages/credentials/src/passwords/passwords.test.ts'],
}
const signUp = { file: `${users}/sign-up.ts`, tests: [`${users}/routes.test.ts`] }
const once = {
  file: `${idempotency}/idempotency.ts`,
  tests: [`${idempotency}/idempotency.test.ts`],
}
const groups = {
  file: 'packages/credentials/src/address-group.ts',
  tests: ['packages/credentials/src/address-group.test.ts'],
}

/** Guards that keep one tenant or client from exhausting what others share, and repeated requests from being executed twice. */
export const availabilityMutants: Mutant[] = [
  {
    ...queue,
    guard: 'the queue for passwords is limited',
    find: 'return this.size > this.#capacity ? this.#all.takeNewest(pathOf(owner)) : undefined',
    replace: 'return undefined',
  },
  {
    ...queue,
    guard: 'the tenant with most in the queue gives way',
    find: '    const longest = this.#longest(key)\n',
    replace: '    const longest = key\n',
  },
  {
    ...queue,
    guard: 'tenants are served in rotation',
    find: '    this.#parts.delete(key)\n    if (part) this.#parts.set(key, part) // to the end\n',
    replace: '    void part\n',
  },
  {
    ...passwords,
    guard: 'the wait for a password is limited',
    find: 'setTimeout(() => waiting.refuse(tooBusy()), maxWaitMs)',
    replace: 'setTimeout(() => {}, maxWaitMs)',
  },
  {
    ...passwords,
    guard: 'no password is hashed for a client that has gone',
    find: "    signal?.addEventListener('abort', onAbort)\n",
    replace: '',
  },
  {
    ...passwords,
    guard: 'the number of passwords hashed at once is limited',
    find: 'while (threads.hasFree && queue.size > 0)',
    replace: 'while (queue.size > 0)',
  },
  {
    ...signUp,
    guard: 'sign-up that is closed costs no hash',
    find: '    await requireOpenSignUp(scope)\n    await refuseWithoutRoom',
    replace: '    await refuseWithoutRoom',
  },
  {
    ...signUp,
    guard: 'sign-up to a full tenant costs no hash',
    find: '    await refuseWithoutRoom(scope, tenant, quotas.users)\n',
    replace: '',
  },
  {
    ...signUp,
    guard: 'a name that is taken costs no hash',
    find: 'return refuseTakenName(scope, user.username)',
    replace: 'return undefined',
  },
  {
    ...signUp,
    guard: 'sign-up that was closed meanwhile stays closed',
    find: '        await requireOpenSignUp(scope)\n        await requireRoom',
    replace: '        await requireRoom',
  },
  {
    guard: 'sign-ups from one address are counted',
    file: `${users}/sign-up-attempts.ts`,
    find: '      await attempts.count(key)\n',
    replace: '',
    tests: signUp.tests,
  },
  {
    guard: 'sign-ups count a whole IPv6 network as one',
    file: `${users}/sign-up-attempts.ts`,
    find: 'attemptKey(tenantId, addressGroup(address))',
    replace: 'attemptKey(tenantId, address)',
    tests: signUp.tests,
  },
  {
    guard: 'logins count a whole IPv6 network as one',
    file: `${users}/login-attempts.ts`,
    find: 'const from = addressGroup(address)',
    replace: 'const from = address',
    tests: signUp.tests,
  },
  {
    ...groups,
    guard: 'IPv4 within IPv6 is the IPv4 address',
    find: 'prefixesOfIPv4.includes(',
    replace: '[].includes(',
  },
  {
    ...once,
    guard: 'an idempotency key belongs to its sender',
    find: 'hash(scope.tenantId, sender, key)',
    replace: 'hash(scope.tenantId, key)',
  },
  {
    ...once,
    guard: 'an idempotency key belongs to one request',
    find: '  if (known && known.request_hash !== requestHash) throw keyReused()\n',
    replace: '',
  },
  {
    ...once,
    guard: 'an idempotency key ends',
    find: '      where idempotency_keys.created_at < ${ended}\n',
    replace: '      where false\n',
  },
  {
    ...once,
    guard: 'ended idempotency keys are removed',
    find: 'k.created_at < ${ended} and k.key_hash',
    replace: 'false and k.key_hash',
  },
].map((mutant) => ({ ...mutant, wall }))
