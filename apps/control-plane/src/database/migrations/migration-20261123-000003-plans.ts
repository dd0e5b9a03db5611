import { Migration } from '@mikro-orm/migrations'

/** Plans and limits, usage by tenant and day, and what was answered under which idempotency key. */
export class Migration20261123000003Plans extends Migration {
  override name = '20261123000003-plans'

  override up(): void {
    this.addSql(`
      create table control_plane.plans (
        id uuid primary key,
        name text not null constraint plans_name_unique unique,
        limits jsonb not null,
        is_default boolean not null default false,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      )`)
    this.addSql(
      'create unique index plans_one_default on control_plane.plans (is_default) where is_default',
    )
    this.addSql(`
      insert into control_plane.plans (id, name, limits, is_default, created_at, updated_at)
      values (gen_random_uuid(), 'standard', '{}', true, now(), now())`)
    this.addSql(`
      alter table control_plane.tenants
        add column plan_id uuid null references control_plane.plans (id),
        add column limits jsonb not null default '{}'`)
    this.addSql('update control_plane.tenants set plan_id = (select id from control_plane.plans)')
    this.addSql('alter table control_plane.tenants alter column plan_id set not null')
    this.addSql('create index tenants_plan on control_plane.tenants (plan_id, id)')
    this.addSql(`
      create table control_plane.usage_days (
        tenant_id uuid not null references control_plane.tenants (id),
        day date not null,
        requests bigint not null,
        primary key (tenant_id, day)
      )`)
    // What was added is never added again, whoever died in between.
    this.addSql(`
      create table control_plane.usage_batches (
        id uuid primary key,
        day date not null,
        added_at timestamptz(3) not null default now()
      )`)
    this.addSql(`
      create table control_plane.idempotency_keys (
        who text not null,
        key text not null,
        request_hash text not null,
        status int null,
        headers jsonb null,
        body jsonb null,
        created_at timestamptz(3) not null,
        primary key (who, key)
      )`)
    this.addSql('create index idempotency_keys_age on control_plane.idempotency_keys (created_at)')
    this.addSql('create index audit_entries_what on control_plane.audit_entries (what, id)')
    this.addSql('create index operations_state on control_plane.operations (state, id)')
  }
}
