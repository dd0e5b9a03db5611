import type { Mutant } from '../mutant.ts'

const provision = 'packages/tenancy/src'
const wall = 'database' as const
const attacks = ['tests/isolation/attacks.test.ts']
const only = 'behind the database alone'
const roles = ['tests/isolation/roles.test.ts']
const logins = [`${provision}/provisioning/tenant-login.test.ts`]
const keys = ['tests/isolation/keys.test.ts']
const schema = ['apps/polls/src/migrations/migrations.test.ts']
const polls = 'apps/polls/src/migrations/0001-polls.ts'

/** The third wall, tested with code that has an EntityManager without a filter. */
export const databaseMutants: Mutant[] = [
  {
    guard: 'row-level security is enabled',
    file: `${provision}/provisioning/walls.ts`,
    find: '    `alter table ${table} enable row level security`,\n',
    replace: '',
    tests: attacks,
  },
  {
    guard: 'row-level security is forced on owners',
    file: `${provision}/provisioning/walls.ts`,
    find: '    `alter table ${table} force row level security`,\n',
    replace: '',
    tests: roles,
  },
  {
    guard: 'the policy’s using',
    file: `${provision}/provisioning/walls.ts`,
    find: 'using (${condition})',
    replace: 'using (true)',
    tests: attacks,
  },
  {
    guard: 'the policy’s check',
    file: `${provision}/provisioning/walls.ts`,
    find: 'with check (${condition})',
    replace: 'with check (true)',
    tests: attacks,
  },
  {
    guard: 'an empty setting is no tenant',
    file: 'packages/tenancy/src/orm/tenant-entity.ts',
    find: "nullif(current_setting('app.tenant_id', true), '')::uuid",
    replace: "current_setting('app.tenant_id', true)::uuid",
    tests: roles,
  },
  {
    guard: 'every table has its policies',
    file: polls,
    find: '    for (const table of tables) {',
    replace: '    for (const table of tables.slice(1)) {',
    tests: schema,
  },
  ...[
    [
      'the login role inherits nothing',
      'login nosuperuser nobypassrls noinherit',
      'login nosuperuser nobypassrls inherit',
    ],
    [
      'the login role bypasses nothing',
      'login nosuperuser nobypassrls noinherit',
      'login nosuperuser bypassrls noinherit',
    ],
    [
      'the login role is no superuser',
      'login nosuperuser nobypassrls noinherit',
      'login superuser nobypassrls noinherit',
    ],
  ].map(([guard = '', find = '', replace = '']) => ({
    guard,
    file: `${provision}/provisioning/database-roles.ts`,
    find: `loginAttributes = '${find}'`,
    replace: `loginAttributes = '${replace}'`,
    tests: roles,
  })),
  {
    guard: 'a placement’s role bypasses nothing',
    file: `${provision}/provisioning/database-roles.ts`,
    find: 'nologin nosuperuser nobypassrls noinherit',
    replace: 'nologin nosuperuser bypassrls noinherit',
    tests: attacks,
  },
  {
    guard: 'a placement’s role cannot log in',
    file: `${provision}/provisioning/database-roles.ts`,
    find: 'nologin nosuperuser nobypassrls noinherit',
    replace: 'login nosuperuser nobypassrls noinherit',
    tests: roles,
  },
  {
    guard: 'a schema is open only to its tenant’s role',
    file: `${provision}/provisioning/prepare-placement.ts`,
    find: '`grant usage on schema ${schema} to ${role}`,\n    `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`',
    replace:
      '`grant usage on schema ${schema} to public`,\n    `grant select, insert, update, delete on all tables in schema ${schema} to public`',
    tests: roles,
  },
  {
    guard: 'the package’s own tables are not the role’s',
    file: `${provision}/provisioning/prepare-placement.ts`,
    find: '    `revoke all on ${schema}.${versionTable}, ${schema}.placements from ${role}`,\n',
    replace: '',
    tests: roles,
  },
  {
    guard: 'a role cannot unfence its placement',
    file: `${provision}/provisioning/prepare-placement.ts`,
    find: 'grant select, update (fence) on',
    replace: 'grant select, update on',
    tests: roles,
  },
  {
    guard: 'a database admits only named roles',
    file: `${provision}/provisioning/create-database.ts`,
    find: '  await client.query(`revoke all on database ${quoteName(name)} from public`)\n',
    replace: '',
    tests: roles,
  },
  {
    guard: 'the databases that PostgreSQL leaves open are closed',
    file: `${provision}/provisioning/prepare-cluster.ts`,
    find: '  await asOwner(owners, maintenance, closeDatabases)\n',
    replace: '',
    tests: logins,
  },
  {
    guard: 'the control plane’s database is closed',
    file: 'apps/control-plane/src/database/create-database.ts',
    find: '    if (await isOpen(client, config.name)) await close(client, config.name)\n',
    replace: '',
    tests: ['apps/control-plane/src/database/create-database.test.ts'],
  },
  {
    guard: 'values of the ORM never become SQL',
    file: `${provision}/orm/tenant-orm.ts`,
    find: '    driver: BoundPostgreSqlDriver,\n',
    replace: '',
    tests: ['tests/secrets-in-logs.test.ts'],
  },
  {
    guard: 'values of the control plane never become SQL',
    file: 'apps/control-plane/src/database/open-orm.ts',
    find: '    driver: BoundPostgreSqlDriver,\n',
    replace: '',
    tests: ['tests/secrets-in-logs.test.ts'],
  },
  {
    guard: 'a role’s password is in no log',
    file: `${provision}/provisioning/database-roles.ts`,
    find: '  await client.query(unlogged)\n',
    replace: '  void unlogged\n',
    tests: ['tests/secrets-in-logs.test.ts'],
  },
  {
    guard: 'reference data cannot be written',
    file: `${provision}/provisioning/prepare-reference.ts`,
    find: 'grant select on all tables in schema',
    replace: 'grant select, insert on all tables in schema',
    tests: roles,
  },
  {
    guard: 'a role’s password says nothing about another’s',
    file: 'packages/shared/src/roles.ts',
    find: 'update(`${cluster}/${role}`)',
    replace: 'update(`${cluster}/`)',
    tests: ['packages/shared/src/roles.test.ts'],
  },
  {
    guard: 'a role is named after its placement',
    file: 'packages/shared/src/roles.ts',
    find: 'return name\n',
    replace: 'return name.slice(0, database.length + 4)\n',
    tests: ['packages/shared/src/roles.test.ts'],
  },
  {
    guard: 'two tenants may use one user name',
    file: polls,
    find: 'users_tenant_id_username_unique unique (tenant_id, username)',
    replace: 'users_tenant_id_username_unique unique (username)',
    tests: keys,
  },
  {
    guard: 'a reference carries the tenant',
    file: polls,
    find: 'foreign key (tenant_id, ${column})\n        references ${target} (tenant_id, id) on update cascade on delete cascade',
    replace: 'check (true)',
    tests: keys,
  },
  ...[
    'tokens|user_id|users',
    'polls|created_by_id|users',
    'choices|poll_id|polls',
    'votes|poll_id|polls',
    'votes|choice_id|choices',
    'votes|voted_by_id|users',
  ].map((key) => {
    const [table, column, target] = key.split('|')
    return {
      guard: `the key of ${table}.${column}`,
      file: polls,
      find: `\${reference('${table}', '${column}', '${target}')}`,
      replace: 'check (true)',
      tests: target === 'users' || table === 'choices' ? keys : schema,
    }
  }),
  {
    guard: 'a vote is for a choice of its poll',
    file: polls,
    find: `constraint votes_choice_of_poll_foreign foreign key (tenant_id, poll_id, choice_id)
        references choices (tenant_id, poll_id, id) on delete cascade`,
    replace: 'check (true)',
    tests: keys,
  },
].map((mutant) => ({ ...mutant, wall, ...(mutant.tests === attacks ? { only } : {}) }))
