import type { Mutant } from '../mutant.ts'

const tenancy = 'packages/tenancy/src'
const connection = `${tenancy}/scope/scoped-connection.ts`
const kit = [`${tenancy}/scope/tenancy.test.ts`]
const wall = 'placement' as const

/** Guards that keep a tenant's requests to its present placement. */
export const placementMutants: Mutant[] = [
  {
    guard: 'a tenant that is not here is refused',
    file: connection,
    find: "if (!row) throw new PlacementStale('the tenant has no rows here')",
    replace: 'if (!row) return',
  },
  {
    guard: 'a fenced tenant is refused',
    file: connection,
    find: "  if (row.state !== 'serving') throw new PlacementStale(`the tenant is ${row.state} here`)\n",
    replace: '',
  },
  {
    guard: 'another epoch is refused',
    file: connection,
    find: 'if (row.epoch !== tenant.epoch)',
    replace: 'if (row.epoch === -1)',
  },
  {
    guard: 'a write holds its placement',
    file: connection,
    find: "  const lock = mode === 'write' ? ' for share' : ''\n  const text",
    replace: "  const lock = mode === 'write' ? '' : ''\n  const text",
  },
  {
    guard: 'a unit of work in one write is fenced',
    file: connection,
    find: "coalesce('stale: ' || found.place, $3)::integer",
    replace: "coalesce(left('1' || found.place, 1), left('1' || $3, 1))::integer",
    tests: [`${tenancy}/scope/run-all.test.ts`],
  },
  {
    guard: 'a write in one write holds its placement',
    file: connection,
    find: "  const lock = mode === 'write' ? ' for share' : ''\n  return {",
    replace: "  const lock = mode === 'write' ? '' : ''\n  return {",
    tests: [`${tenancy}/scope/run-all.test.ts`],
  },
  {
    guard: 'a late call changes no later epoch’s state',
    file: `${tenancy}/provisioning/fence-tenant.ts`,
    find: 'where tenant_id = $1 and epoch <= $3',
    replace: 'where tenant_id = $1 and $3 > 0',
    tests: [`${tenancy}/provisioning/provision.test.ts`],
  },
  {
    guard: 'a late provisioning changes no later epoch',
    file: `${tenancy}/provisioning/provision-tenant.ts`,
    find: '\n     where known.epoch <= excluded.epoch`',
    replace: '`',
    tests: [`${tenancy}/provisioning/provision.test.ts`],
  },
  {
    guard: 'a writer that hangs is ended by a fence',
    file: `${tenancy}/provisioning/fence-tenant.ts`,
    find: 'if (done.aborted || Date.now() < end) continue',
    replace: 'if (end > 0) continue',
  },
  {
    guard: 'a placement is not taken by another tenant',
    file: `${tenancy}/provisioning/claim-placement.ts`,
    find: '  if (claim && claim !== claimOf(tenantId))',
    replace: '  if (claim === tenantId)',
    tests: [`${tenancy}/provisioning/foreign-placement.test.ts`],
  },
  {
    guard: 'a database is not dropped for another tenant',
    file: `${tenancy}/provisioning/deprovision-tenant.ts`,
    find: '  await refuseForeignDatabase(owners, { tenantId, placement })\n',
    replace: '',
    tests: [`${tenancy}/provisioning/foreign-placement.test.ts`],
  },
  {
    guard: 'a shared placement belongs to no single tenant',
    file: `${tenancy}/provisioning/provision-tenant.ts`,
    find: '  if (wrong)\n',
    replace: '  if (!placement)\n',
    tests: [`${tenancy}/provisioning/foreign-placement.test.ts`],
  },
  {
    guard: 'the shared schema is never dropped',
    file: `${tenancy}/provisioning/deprovision-tenant.ts`,
    find: "if (placement.schema === 'shared' || placement.database !== database)",
    replace: 'if (placement.database !== database)',
    tests: [`${tenancy}/provisioning/foreign-placement.test.ts`],
  },
  {
    guard: 'the pooled database is never dropped',
    file: `${tenancy}/provisioning/deprovision-tenant.ts`,
    find: '  if (placement.database === database) throw shared(placement.database)\n',
    replace: '',
    tests: [`${tenancy}/provisioning/foreign-placement.test.ts`],
  },
].map((mutant) => ({ tests: kit, ...mutant, wall }))
