import { Migration } from '@mikro-orm/migrations'
import { wallsOf } from '@mt/tenancy/provisioning/walls'

/** Links with which a user sets a new password. */
export class CreatePasswordLinks extends Migration {
  override name = '0002-password-links'

  override up(): void {
    this.addSql(`create table password_links (
      tenant_id uuid not null,
      id uuid not null,
      user_id uuid not null,
      token_hash varchar(64) not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      primary key (tenant_id, id),
      constraint password_links_tenant_id_token_hash_unique unique (tenant_id, token_hash),
      constraint password_links_tenant_id_user_id_foreign foreign key (tenant_id, user_id)
        references users (tenant_id, id) on update cascade on delete cascade
    )`)
    this.addSql(
      'create index password_links_tenant_id_user_id_index on password_links (tenant_id, user_id)',
    )
    for (const statement of wallsOf('password_links')) this.addSql(statement)
  }
}
