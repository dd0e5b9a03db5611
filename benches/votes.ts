import { startPostgres } from '@mt/infra/postgres'
import { entities } from '@mt/polls/entities'
import { migrations, referenceMigrations } from '@mt/polls/migrations/index'
import { showPoll } from '@mt/polls/polls/show-poll'
import { newId } from '@mt/shared/ids'
import { pooledModels } from '@mt/shared/placement'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import type { BenchResult, Figure } from './harness/report.ts'
import { timeRounds } from './harness/rounds.ts'

const few = 10
const many = 1_000_000
const atMost = 1.2

/** One poll with ten votes beside one with a million, read through the scope, in every model. */
export async function benchVotes(): Promise<BenchResult> {
  await using postgres = await startPostgres()
  await using kit = await tenancyTestKit({
    url: postgres.url,
    entities,
    migrations,
    referenceMigrations,
  })
  const figures: Figure[] = []
  for (const model of pooledModels) {
    const tenant = await kit.tenant(model)
    const small = await pollWithVotes(kit, tenant, few)
    const large = await pollWithVotes(kit, tenant, many)
    const read = (id: string) => () => kit.tenancy.read(tenant, (scope) => showPoll(scope, id))
    const options = { rounds: 15, calls: 100, warmUpCalls: 300 }
    const { ten, million } = await timeRounds({ ten: read(small), million: read(large) }, options)
    const ratio = million.medianMs / ten.medianMs
    figures.push(
      { name: `${model}: a poll with ${few} votes`, value: ten.medianMs, unit: 'ms' },
      { name: `${model}: a poll with ${many} votes`, value: million.medianMs, unit: 'ms' },
      {
        name: `${model}: ratio`,
        value: ratio,
        unit: 'times',
        target: `<= ${atMost}`,
        ok: ratio <= atMost,
      },
    )
    await kit.provisioner.deprovision(tenant)
  }
  return { figures, versions: { postgresql: '18' } }
}

/** Writes a poll and its votes directly, as the server's superuser: a million requests would take long. */
async function pollWithVotes(
  kit: TenancyTestKit,
  tenant: TenantIdentity,
  votes: number,
): Promise<string> {
  const [poll, choice, user] = [newId(), newId(), newId()]
  const key = `'${tenant.tenantId}'`
  await kit.asSuperuser(
    tenant.placement.database,
    `set search_path = "${tenant.placement.schema}";
     insert into users (tenant_id, id, username, email, password_hash, created_at)
       values (${key}, '${user}', '${user}', 'a@example.org', '', now());
     insert into users (tenant_id, id, username, email, password_hash, created_at)
       select ${key}, gen_random_uuid(), '${poll}-' || n, 'a@example.org', '', now() from generate_series(1, ${votes}) n;
     insert into polls (tenant_id, id, question, created_by_id, pub_date)
       values (${key}, '${poll}', 'How many?', '${user}', now());
     insert into choices (tenant_id, id, poll_id, choice_text, votes)
       values (${key}, '${choice}', '${poll}', 'Many', ${votes});
     insert into votes (tenant_id, id, poll_id, choice_id, voted_by_id, created_at)
       select ${key}, gen_random_uuid(), '${poll}', '${choice}', u.id, now() from users u where username like '${poll}-%';
     analyze users, polls, choices, votes`,
  )
  return poll
}
