import { Migration } from '@mikro-orm/migrations'

/** Which data-plane service a tenant is a tenant of. */
export class Migration20261123000011Service extends Migration {
  override name = '20261123000011-service'

  override up(): void {
    this.addSql(
      "alter table control_plane.tenants add column service text not null default 'polls'",
    )
    this.addSql('alter table control_plane.tenants alter column service drop default')
  }
}
