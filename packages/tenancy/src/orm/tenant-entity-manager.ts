import type { EntityName, FilterQuery, FindOneOptions, FindOptions } from '@mikro-orm/core'
import { EntityManager } from '@mikro-orm/postgresql'
import { exactCondition } from './exact-condition.ts'
import { refuseOperators } from './refuse-operators.ts'
import { tenantFilterName } from './tenant-entity.ts'

/** Options of the ORM that are conditions too. */
const conditionOptions = ['populateWhere', 'populateFilter', 'having'] as const

/**
 * The ORM's EntityManager, with conditions made exact (see exactCondition). The condition of every verb,
 * collection and reference passes here.
 */
export class TenantSqlEntityManager extends EntityManager {
  protected override processWhere<
    Entity extends object,
    Hint extends string = never,
    Fields extends string = never,
    Excludes extends string = never,
  >(
    entityName: EntityName<Entity>,
    where: FilterQuery<Entity>,
    options:
      | FindOptions<Entity, Hint, Fields, Excludes>
      | FindOneOptions<Entity, Hint, Fields, Excludes>,
    type: 'read' | 'update' | 'delete',
  ): Promise<FilterQuery<Entity>> {
    const params = this.getFilterParams<{ tenantId?: string }>(tenantFilterName)
    if (!params?.tenantId) return super.processWhere(entityName, where, options, type)
    const { tenantId } = params
    const meta = this.getMetadata().get(entityName)
    const exact = <Where>(condition: Where) => exactCondition(meta, condition, tenantId) as Where
    for (const option of conditionOptions) {
      if (options[option]) Object.assign(options, { [option]: exact(options[option]) })
    }
    refuseOperators(where, type)
    return super.processWhere(entityName, exact(where), options, type)
  }
}
