import type { Mutant } from '../mutant.ts'

const tenancy = 'packages/tenancy/src'
const attacks = ['tests/isolation/attacks.test.ts']
const only = 'behind the ORM alone'
const verbs = [`${tenancy}/orm/tenant-verbs.test.ts`]
const sql = [`${tenancy}/sql/scoped-query.test.ts`]
const conditions = [`${tenancy}/orm/exact-condition.test.ts`]
const wall = 'ORM' as const

/** The second wall, tested with a database that is open to everyone. */
export const ormMutants: Mutant[] = [
  {
    guard: 'the filter’s condition',
    file: `${tenancy}/orm/tenant-entity.ts`,
    find: 'cond: (args) => ({ tenantId: args.tenantId }),',
    replace: 'cond: () => ({}),',
  },
  {
    guard: 'the filter is on by default',
    file: `${tenancy}/orm/tenant-entity.ts`,
    find: '  default: true,',
    replace: '  default: false,',
  },
  {
    guard: 'the ORM has the filter and the guard',
    file: `${tenancy}/orm/tenant-orm.ts`,
    find: '    ...wall,\n',
    replace: '    filters: { [tenantFilterName]: { ...tenantFilter, cond: {}, args: false } },\n',
  },
  {
    guard: 'nothing is cached between units of work',
    file: `${tenancy}/orm/tenant-orm.ts`,
    find: '    resultCache: { adapter: NullCacheAdapter },\n',
    replace: '',
    tests: attacks,
    only: 'behind the database alone',
  },
  {
    guard: 'the filter knows the scope’s tenant',
    file: `${tenancy}/scope/tenancy.ts`,
    find: 'em.setFilterParams(tenantFilterName, { tenantId: tenant.tenantId })',
    replace: 'em.setFilterParams(tenantFilterName, { tenantId: { $ne: null } })',
  },
  {
    guard: 'the fork’s schema is the placement’s',
    file: `${tenancy}/scope/tenancy.ts`,
    find: 'orm.em.fork({ schema: tenant.placement.schema })',
    replace: "orm.em.fork({ schema: 'shared' })",
    tests: [`${tenancy}/scope/tenancy.test.ts`],
  },
  {
    guard: 'verbs get their own object, not the EntityManager',
    file: `${tenancy}/scope/tenancy.ts`,
    find: 'em: verbsOf(em, tenantId),',
    replace: 'em: em as never as ReturnType<typeof verbsOf>,',
  },
  {
    guard: 'no flush writes another tenant’s row',
    file: `${tenancy}/orm/tenant-guard.ts`,
    find: '    for (const changeSet of uow.getChangeSets()) check(tenantsOf(changeSet), tenantId)\n',
    replace: '',
  },
  {
    guard: 'no flush refers to another tenant’s row',
    file: `${tenancy}/orm/tenant-guard.ts`,
    find: 'const references = meta.relations.map(({ name }) => tenantOfReference(entity[name]))',
    replace: 'const references: unknown[] = []; void meta',
  },
  {
    guard: 'no flush gives a row to another tenant',
    file: `${tenancy}/orm/tenant-guard.ts`,
    find: 'return [entity.tenantId, ...others]',
    replace: 'return others',
    tests: verbs,
  },
  {
    guard: 'no flush takes a row over',
    file: `${tenancy}/orm/tenant-guard.ts`,
    find: '[originalEntity?.tenantId, ...references]',
    replace: 'references.slice(originalEntity ? 0 : 0)',
    tests: verbs,
  },
  ...["'filters', ", "'schema', ", "'ctx', ", ", 'cache'"].map((option) => ({
    guard: `verbs refuse the option ${option.replace(/[^a-z]/g, '')}`,
    file: `${tenancy}/orm/tenant-verbs.ts`,
    find: option,
    replace: '',
    tests: verbs,
  })),
  {
    guard: 'nativeUpdate sets no tenant',
    file: `${tenancy}/orm/tenant-verbs.ts`,
    find: "  refuse(values, ['tenantId'])\n",
    replace: '',
    tests: verbs,
  },
  {
    guard: 'nativeUpdate refers to no other tenant',
    file: `${tenancy}/orm/tenant-verbs.ts`,
    find: '    if (property.targetMeta) idOfRow(name, value, tenantId)\n',
    replace: '',
  },
  {
    guard: 'nativeUpdate sets no column',
    file: `${tenancy}/orm/tenant-verbs.ts`,
    find: '    if (!property) throw',
    replace: "    if (!property) continue\n    if (name === '') throw",
  },
  {
    guard: 'no condition compares with another tenant’s row',
    file: `${tenancy}/orm/row-of-tenant.ts`,
    find: 'if (tenant === tenantId) return id',
    replace: "if (tenant !== '') return id",
    tests: conditions,
  },
  {
    guard: 'no condition names another tenant behind a reference',
    file: `${tenancy}/orm/exact-condition.ts`,
    find: 'if (named !== tenantId) throw',
    replace: "if (named === '') throw",
    tests: conditions,
  },
  {
    guard: 'SQL reads only the rows of the tenant',
    file: `${tenancy}/sql/scoped-query.ts`,
    find: ' where tenant_id = ${tenantId()})`',
    replace: ')`',
    tests: sql,
  },
  {
    guard: 'SQL changes only the rows of the tenant',
    file: `${tenancy}/sql/scoped-query.ts`,
    find: 'where tenant_id = ${tenantId()} and (${render(where)})`',
    replace: 'where ${render(where)}`',
    tests: sql,
  },
  {
    guard: 'SQL deletes only the rows of the tenant',
    file: `${tenancy}/sql/scoped-query.ts`,
    find: 'where tenant_id = ${tenantId()} and (${render(part.where)})`',
    replace: 'where ${render(part.where)}`',
    tests: sql,
  },
  {
    guard: 'no condition leads out of the tenant’s rows',
    file: `${tenancy}/sql/scoped-query.ts`,
    find: 'and (${render(where)})`',
    replace: 'and ${render(where)}`',
    tests: sql,
  },
  {
    guard: 'SQL creates rows only of the tenant',
    file: `${tenancy}/sql/scoped-query.ts`,
    find: 'select ${tenantId()}, fresh.*',
    replace: 'select null, fresh.*',
    tests: sql,
  },
  {
    guard: 'SQL reads the schema of the tenant',
    file: `${tenancy}/sql/scoped-query.ts`,
    find: 'return `${quoteName(owner.schema)}.${quoteName(name)}`',
    replace: 'return quoteName(name)',
    tests: sql,
  },
  {
    guard: 'values never become SQL',
    file: `${tenancy}/sql/scoped-query.ts`,
    find: '    values.push(part)\n    return `$${values.length}`',
    replace: "    return `'${part}'`",
    tests: sql,
  },
  {
    guard: 'names are quoted',
    file: `${tenancy}/sql/sql.ts`,
    find: 'export { escapeIdentifier as quoteName,',
    replace: 'export const quoteName = (name: string) => `"${name}"`\nexport {',
    tests: sql,
  },
].map((mutant) => ({ tests: attacks, wall, ...('tests' in mutant ? {} : { only }), ...mutant }))
