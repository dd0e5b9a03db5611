import { Migration } from '@mikro-orm/migrations'

/** The whole of a tenant's life: deletion with grace, purge with a receipt, hosts that redirect, cancelled operations. */
export class Migration20261123000002Life extends Migration {
  override name = '20261123000002-life'

  override up(): void {
    this.addSql(`
      alter table control_plane.tenants
        drop constraint tenants_status_check,
        drop constraint tenants_slug_unique,
        add constraint tenants_status_check check (status in ('provisioning', 'active', 'suspended',
          'archived', 'deleted', 'moving', 'failed', 'purged')),
        add column deleted_at timestamptz(3) null,
        add column purge_at timestamptz(3) null`)
    // A slug is free again when nothing of its tenant is left.
    this.addSql(`
      create unique index tenants_slug_unique on control_plane.tenants (slug)
        where status <> 'purged'`)
    this.addSql(`
      alter table control_plane.domains
        add column kind text not null default 'slug' check (kind in ('slug', 'custom', 'former')),
        add column expires_at timestamptz(3) null`)
    this.addSql(`
      alter table control_plane.operations
        drop constraint operations_state_check,
        add constraint operations_state_check
          check (state in ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
        add column cancelled_by jsonb null`)
    this.addSql(`
      alter table control_plane.registry_changes add column gone boolean not null default false`)
    this.addSql(`
      create table control_plane.purge_receipts (
        tenant_id uuid primary key references control_plane.tenants (id),
        operation_id uuid not null references control_plane.operations (id),
        slug text not null,
        hosts jsonb not null,
        removed jsonb not null,
        scanned jsonb not null,
        surveyed_at timestamptz(3) not null,
        confirmed_at timestamptz(3) null
      )`)
  }
}
