import { wallsOf } from '@mt/tenancy/provisioning/walls'

/** The DDL of the table of IdempotencyKey, for a migration of the service that uses it. */
export function idempotencyKeysTable(): string[] {
  return [
    `create table idempotency_keys (
      tenant_id uuid not null,
      id uuid not null,
      key_hash varchar(64) not null,
      request_hash varchar(64) not null,
      answer text null,
      created_at timestamptz not null,
      primary key (tenant_id, id),
      constraint idempotency_keys_tenant_id_key_hash_unique unique (tenant_id, key_hash)
    )`,
    'create index idempotency_keys_tenant_id_created_at_index on idempotency_keys (tenant_id, created_at)',
    ...wallsOf('idempotency_keys'),
  ]
}
