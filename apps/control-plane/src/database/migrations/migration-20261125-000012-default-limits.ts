import { Migration } from '@mikro-orm/migrations'
import { newId } from '@mt/shared/ids'

/**
 * The default plan has a limit of requests in flight where an operator has set no limits: 500, what one
 * gateway process lets a tenant have with a pooled service at once (half of its exchanges). Its tenants'
 * entries in the registry follow, by the queue.
 */
export class Migration20261125000012DefaultLimits extends Migration {
  override name = '20261125000012-default-limits'

  override up(): void {
    this.addSql(`
      do $$
      declare
        changed record;
      begin
        update control_plane.plans
          set limits = '{"requestsInFlight": 500}', updated_at = now()
          where is_default and limits = '{}'
          returning id, name into changed;
        if changed is null or not exists
          (select from control_plane.tenants where plan_id = changed.id) then return;
        end if;
        insert into control_plane.audit_entries (id, who, what, before, after, at)
          select '${newId()}', 'control plane', 'plan.changed',
            json_build_object('name', changed.name, 'limits', '{}'::json, 'default', true),
            json_build_object('name', changed.name, 'limits', limits, 'default', true), now()
          from control_plane.plans where id = changed.id;
        perform graphile_worker.add_job('apply-plan', json_build_object('of', changed.id::text),
          job_key := 'apply-plan:' || changed.id);
      end $$`)
  }
}
