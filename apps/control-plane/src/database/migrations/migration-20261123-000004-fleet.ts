import { Migration } from '@mikro-orm/migrations'

/** Runs over the fleet, what each came to tenant by tenant, and on the tenant what its last migration did. */
export class Migration20261123000004Fleet extends Migration {
  override name = '20261123000004-fleet'

  override up(): void {
    this.addSql(`
      create table control_plane.fleet_runs (
        id uuid primary key,
        kind text not null check (kind in ('migration', 'drift')),
        state text not null check (state in ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
        wish jsonb not null,
        target text not null,
        tenants int not null,
        places int not null,
        actor jsonb not null,
        cancelled_by jsonb null,
        error text null,
        attempts int not null,
        claimed_at timestamptz(3) null,
        lease_until timestamptz(3) null,
        runner uuid null,
        created_at timestamptz(3) not null,
        finished_at timestamptz(3) null
      )`)
    // Two migrations at once would wait for each other's places.
    this.addSql(`
      create unique index fleet_runs_one_at_a_time on control_plane.fleet_runs (kind)
        where state in ('pending', 'running')`)
    this.addSql(`
      create table control_plane.fleet_results (
        run_id uuid not null references control_plane.fleet_runs (id) on delete cascade,
        tenant_id uuid not null references control_plane.tenants (id),
        place text not null,
        position int not null,
        state text not null check (state in ('pending', 'succeeded', 'drifted', 'failed', 'skipped')),
        from_version text null,
        to_version text null,
        error text null,
        sql_state text null,
        differences jsonb null,
        attempts int not null,
        duration_ms int null,
        finished_at timestamptz(3) null,
        primary key (run_id, tenant_id)
      )`)
    this.addSql(
      'create index fleet_results_turn on control_plane.fleet_results (run_id, state, position)',
    )
    this.addSql('create index fleet_results_place on control_plane.fleet_results (run_id, place)')
    this.addSql('create index fleet_results_tenant on control_plane.fleet_results (tenant_id)')
    this.addSql('alter table control_plane.tenants add column last_migration jsonb null')
    this.addSql('create index tenants_schema_version on control_plane.tenants (schema_version)')
  }
}
