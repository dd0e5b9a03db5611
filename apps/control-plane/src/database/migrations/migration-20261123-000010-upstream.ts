import { Migration } from '@mikro-orm/migrations'

/** Where a dedicated tenant's own service is reached, while it runs. */
export class Migration20261123000010Upstream extends Migration {
  override name = '20261123000010-upstream'

  override up(): void {
    this.addSql('alter table control_plane.tenants add column upstream jsonb null')
  }
}
