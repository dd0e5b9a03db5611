import { Migration } from '@mikro-orm/migrations'

/** Sessions of operators' pages, and the orders and filters in which those show ten thousand tenants. */
export class Migration20261123000009Console extends Migration {
  override name = '20261123000009-console'

  override up(): void {
    // The key's hash as it was: a session ends when its key is revoked, and when it is replaced.
    this.addSql(`
      create table control_plane.sessions (
        hash text primary key,
        api_key_id uuid not null references control_plane.api_keys (id),
        key_hash text not null,
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null
      )`)
    this.addSql('create index sessions_end on control_plane.sessions (expires_at)')
    this.addSql('create index tenants_status on control_plane.tenants (status, id)')
    this.addSql(`
      create index tenants_model on control_plane.tenants ((placement->>'model'), id)`)
    this.addSql('create index tenants_slug_order on control_plane.tenants (slug, id)')
  }
}
