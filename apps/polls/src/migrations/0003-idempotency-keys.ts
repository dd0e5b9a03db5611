import { Migration } from '@mikro-orm/migrations'
import { idempotencyKeysTable } from '@mt/data-plane/idempotency/idempotency-keys-table'

/** What was answered to requests that may be sent again. */
export class CreateIdempotencyKeys extends Migration {
  override name = '0003-idempotency-keys'

  override up(): void {
    for (const statement of idempotencyKeysTable()) this.addSql(statement)
  }
}
