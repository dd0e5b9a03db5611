import { Migration } from '@mikro-orm/migrations'

/**
 * Custom domains have to be proven. Domains of earlier releases stay served: each gets a claim without a proof,
 * which is checked at once and takes nothing from the tenant.
 */
export class Migration20261126000013DomainClaims extends Migration {
  override name = '20261126000013-domain-claims'

  override up(): void {
    this.addSql(`
      create table control_plane.domain_claims (
        tenant_id uuid not null references control_plane.tenants (id),
        host text not null,
        value text not null,
        activated_at timestamptz(3) null,
        proven_at timestamptz(3) null,
        checked_at timestamptz(3) null,
        check_at timestamptz(3) not null,
        failed_checks int not null default 0 check (failed_checks >= 0),
        reason text null,
        created_at timestamptz(3) not null,
        primary key (tenant_id, host)
      )`)
    this.addSql('create index domain_claims_host on control_plane.domain_claims (host)')
    this.addSql('create index domain_claims_check_at on control_plane.domain_claims (check_at)')
    this.addSql(`
      insert into control_plane.domain_claims
          (tenant_id, host, value, activated_at, check_at, created_at)
        select tenant_id, host, replace(gen_random_uuid()::text || gen_random_uuid(), '-', ''),
          created_at, now(), created_at
        from control_plane.domains where kind = 'custom'`)
  }
}
