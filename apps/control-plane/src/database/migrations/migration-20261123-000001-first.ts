import { Migration } from '@mikro-orm/migrations'

/** The system of record: tenants, their hosts, operations, the registry's outbox, keys and the audit trail. */
export class Migration20261123000001First extends Migration {
  override name = '20261123000001-first'

  override up(): void {
    this.addSql(`
      create table control_plane.tenants (
        id uuid primary key,
        slug text not null constraint tenants_slug_unique unique,
        name text not null,
        status text not null check (status in
          ('provisioning', 'active', 'suspended', 'archived', 'deleted', 'moving', 'failed')),
        placement jsonb not null,
        epoch int not null check (epoch > 0),
        version bigint not null,
        schema_version text null,
        failure_reason text null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      )`)
    // Only the shared model lets two tenants lie in one place.
    this.addSql(`
      create unique index tenants_place_unique on control_plane.tenants
        ((placement->>'cluster'), (placement->>'database'), (placement->>'schema'))
        where placement->>'model' <> 'shared'`)
    this.addSql(`
      create table control_plane.domains (
        host text primary key,
        tenant_id uuid not null references control_plane.tenants (id),
        created_at timestamptz(3) not null
      )`)
    this.addSql('create index domains_tenant on control_plane.domains (tenant_id)')
    this.addSql(`
      create table control_plane.operations (
        id uuid primary key,
        kind text not null,
        tenant_id uuid not null references control_plane.tenants (id),
        state text not null check (state in ('pending', 'running', 'succeeded', 'failed')),
        steps jsonb not null,
        attempts int not null,
        lease_until timestamptz(3) null,
        runner uuid null,
        input jsonb not null,
        actor jsonb not null,
        error text null,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        finished_at timestamptz(3) null
      )`)
    this.addSql(`
      create unique index operations_one_at_a_time on control_plane.operations (tenant_id)
        where state in ('pending', 'running')`)
    this.addSql('create index operations_tenant on control_plane.operations (tenant_id, id)')
    this.addSql(`
      create table control_plane.registry_changes (
        version bigint primary key,
        host text not null,
        tenant_id uuid not null references control_plane.tenants (id),
        entry jsonb not null,
        created_at timestamptz(3) not null
      )`)
    this.addSql(
      'create index registry_changes_host on control_plane.registry_changes (host, version desc)',
    )
    // Tells this registry from every other, also from one that was here before and shared its Redis.
    this.addSql('create table control_plane.registry (id uuid primary key)')
    this.addSql('insert into control_plane.registry values (gen_random_uuid())')
    this.addSql('create sequence control_plane.registry_version as bigint')
    // A control plane whose database is made anew must not number below what readers have already seen.
    this.addSql(`
      select setval('control_plane.registry_version', (extract(epoch from now()) * 1000)::bigint)`)
    this.addSql(`
      create table control_plane.api_keys (
        id uuid primary key,
        name text not null constraint api_keys_name_unique unique,
        hash text not null constraint api_keys_hash_unique unique,
        scopes text[] not null,
        created_at timestamptz(3) not null,
        last_used_at timestamptz(3) null,
        revoked_at timestamptz(3) null
      )`)
    this.addSql(`
      create table control_plane.audit_entries (
        id uuid primary key,
        who text not null,
        what text not null,
        tenant_id uuid null references control_plane.tenants (id),
        before jsonb null,
        after jsonb null,
        address text null,
        at timestamptz(3) not null
      )`)
    this.addSql('create index audit_entries_tenant on control_plane.audit_entries (tenant_id, id)')
  }
}
