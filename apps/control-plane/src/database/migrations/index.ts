import { Migration20261123000001First } from './migration-20261123-000001-first.ts'
import { Migration20261123000002Life } from './migration-20261123-000002-life.ts'
import { Migration20261123000003Plans } from './migration-20261123-000003-plans.ts'
import { Migration20261123000004Fleet } from './migration-20261123-000004-fleet.ts'
import { Migration20261123000009Console } from './migration-20261123-000009-console.ts'
import { Migration20261123000010Upstream } from './migration-20261123-000010-upstream.ts'
import { Migration20261123000011Service } from './migration-20261123-000011-service.ts'
import { Migration20261125000012DefaultLimits } from './migration-20261125-000012-default-limits.ts'
import { Migration20261126000013DomainClaims } from './migration-20261126-000013-domain-claims.ts'

/** The control plane's one history, oldest first. A migration that has run anywhere is never changed. */
export const migrations = [
  Migration20261123000001First,
  Migration20261123000002Life,
  Migration20261123000003Plans,
  Migration20261123000004Fleet,
  Migration20261123000009Console,
  Migration20261123000010Upstream,
  Migration20261123000011Service,
  Migration20261125000012DefaultLimits,
  Migration20261126000013DomainClaims,
]
