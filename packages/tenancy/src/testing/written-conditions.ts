import fc from 'fast-check'

/** The tenant whose rows a condition may name. The last of `ids` belongs to no row. */
export interface Named {
  tenantId: string
  ids: readonly string[]
}

/** One condition on authors, as a verb writes it, and the same in SQL for the row `alias`. */
export interface Written {
  where(named: Named): Record<string, unknown>
  sql(named: Named, alias: string): string
}

/** The tables that a condition's `sql` refers to: an author, its boss and the boss's boss. */
export function authorsFrom(alias: string): string {
  const boss = (of: string) => `left join authors ${of}_b on ${of}_b.id = ${of}.boss_id`
  return `authors ${alias} ${boss(alias)} ${boss(`${alias}_b`)}`
}

/** Which of the named rows; undefined for none. */
const chosen = fc.option(fc.nat(3), { nil: undefined })

/** Random conditions on references and on what lies behind them, in groups and lists. */
export function referenceConditions(): fc.Arbitrary<Written> {
  return fc.oneof(grouped(onAuthor(2)), onAuthor(2)).map(shown)
}

/** Random conditions on rows that refer to a row. */
export function collectionConditions(): fc.Arbitrary<Written> {
  return fc.oneof(grouped(onBooks()), onBooks()).map(shown)
}

/** Prints a counterexample as both of its forms. */
function shown(written: Written): Written {
  const named = { tenantId: 'T', ids: ['A', 'B', 'C', 'D'] }
  const text = () => `${JSON.stringify(written.where(named))} is ${written.sql(named, 'a')}`
  return Object.assign(written, { [fc.toStringMethod]: text })
}

function onAuthor(depth: number): fc.Arbitrary<Written> {
  const plain = fc.oneof(onReference('boss', 'boss_id'), onAge())
  if (depth === 0) return plain
  return fc.oneof(
    { weight: 2, arbitrary: plain },
    { weight: 1, arbitrary: grouped(onAuthor(depth - 1)) },
    { weight: 2, arbitrary: behindBoss(onAuthor(depth - 1)) },
  )
}

/** Every way to compare a reference with rows, with their ids or with none. */
function onReference(name: string, column: string): fc.Arbitrary<Written> {
  const one = chosen.chain((index) =>
    fc.constantFrom<Written>(
      compared(name, (named) => keyOf(named, index), is(column, index)),
      compared(name, (named) => ({ $eq: keyOf(named, index) }), is(column, index)),
      compared(name, (named) => ({ id: idOf(named, index) }), is(column, index)),
      compared(name, (named) => ({ $ne: keyOf(named, index) }), isNot(column, index)),
      compared(name, (named) => ({ id: { $ne: idOf(named, index) } }), isNot(column, index)),
      compared(name, (named) => ({ $not: { $eq: keyOf(named, index) } }), not(is(column, index))),
    ),
  )
  const many = fc.array(chosen, { maxLength: 3 }).chain((list) =>
    fc.constantFrom<Written>(
      compared(name, (named) => list.map((index) => keyOf(named, index)), isIn(column, list)),
      compared(name, (named) => ({ $in: list.map((i) => keyOf(named, i)) }), isIn(column, list)),
      compared(name, (named) => ({ $nin: list.map((i) => keyOf(named, i)) }), notIn(column, list)),
      compared(
        name,
        (named) => ({ id: { $in: list.map((i) => idOf(named, i)) } }),
        isIn(column, list),
      ),
      compared(
        name,
        (named) => ({ id: { $nin: list.map((i) => idOf(named, i)) } }),
        notIn(column, list),
      ),
      compared(name, (named) => ({ $or: list.map((i) => keyOf(named, i)) }), isIn(column, list)),
    ),
  )
  const exists = fc
    .boolean()
    .map((there) =>
      compared(
        name,
        () => ({ $exists: there }),
        there ? not(is(column, undefined)) : is(column, undefined),
      ),
    )
  return fc.oneof(one, many, exists)
}

function onAge(): fc.Arbitrary<Written> {
  return fc.array(fc.option(fc.nat(2)), { minLength: 1, maxLength: 3 }).chain((ages) => {
    const among: Written['sql'] = joined(
      'or',
      ages.map((age) => (_, alias) => `${alias}.age ${age === null ? 'is null' : `= ${age}`}`),
    )
    return fc.constantFrom<Written>(
      compared('age', () => ages, among),
      compared('age', () => ({ $in: ages }), among),
      compared('age', () => ({ $nin: ages }), not(among)),
    )
  })
}

function behindBoss(condition: fc.Arbitrary<Written>): fc.Arbitrary<Written> {
  return fc.tuple(condition, chosen).chain(([inner, index]) => {
    const behind: Written['sql'] = (named, alias) => inner.sql(named, `${alias}_b`)
    return fc.constantFrom<Written>(
      { where: (named) => ({ boss: inner.where(named) }), sql: behind },
      { where: (named) => ({ boss: { $not: inner.where(named) } }), sql: not(behind) },
      {
        where: (named) => ({ boss: { $or: [keyOf(named, index), inner.where(named)] } }),
        sql: joined('or', [is('boss_id', index), behind]),
      },
      {
        where: (named) => ({ boss: { $ne: keyOf(named, index), $and: [inner.where(named)] } }),
        sql: joined('and', [isNot('boss_id', index), behind]),
      },
    )
  })
}

function onBooks(): fc.Arbitrary<Written> {
  const onBook = fc.oneof(onReference('editor', 'editor_id'), onReference('author', 'author_id'))
  return fc.oneof(grouped(onBook), onBook).chain((inner) => {
    const some =
      (condition: Written['sql']): Written['sql'] =>
      (named, alias) =>
        `exists (select from books k where k.author_id = ${alias}.id and (${condition(named, 'k')}))`
    return fc.constantFrom<Written>(
      { where: (named) => ({ books: { $some: inner.where(named) } }), sql: some(inner.sql) },
      { where: (named) => ({ books: { $none: inner.where(named) } }), sql: not(some(inner.sql)) },
      {
        where: (named) => ({ books: { $every: inner.where(named) } }),
        sql: not(some(not(inner.sql))),
      },
    )
  })
}

function grouped(condition: fc.Arbitrary<Written>): fc.Arbitrary<Written> {
  return fc.tuple(condition, condition).chain(([one, other]) =>
    fc.constantFrom<Written>(
      {
        where: (named) => ({ $and: [one.where(named), other.where(named)] }),
        sql: joined('and', [one.sql, other.sql]),
      },
      {
        where: (named) => ({ $or: [one.where(named), other.where(named)] }),
        sql: joined('or', [one.sql, other.sql]),
      },
      { where: (named) => ({ $not: one.where(named) }), sql: not(one.sql) },
    ),
  )
}

function compared(
  name: string,
  value: (named: Named) => unknown,
  condition: Written['sql'],
): Written {
  return { where: (named) => ({ [name]: value(named) }), sql: condition }
}

function is(column: string, index: number | undefined): Written['sql'] {
  return (named, alias) => {
    const id = idOf(named, index)
    return id === null ? `${alias}.${column} is null` : `${alias}.${column} = '${id}'`
  }
}

function isNot(column: string, index: number | undefined): Written['sql'] {
  return (named, alias) => {
    const id = idOf(named, index)
    return id === null ? `${alias}.${column} is not null` : `${alias}.${column} <> '${id}'`
  }
}

function isIn(column: string, list: (number | undefined)[]): Written['sql'] {
  return joined(
    'or',
    list.map((index) => is(column, index)),
  )
}

function notIn(column: string, list: (number | undefined)[]): Written['sql'] {
  return joined(
    'and',
    list.map((index) => isNot(column, index)),
  )
}

function not(condition: Written['sql']): Written['sql'] {
  return (named, alias) => `not (${condition(named, alias)})`
}

function joined(word: 'and' | 'or', conditions: Written['sql'][]): Written['sql'] {
  return (named, alias) => {
    const parts = conditions.map((condition) => `(${condition(named, alias)})`)
    return parts.length > 0 ? parts.join(` ${word} `) : String(word === 'and')
  }
}

function keyOf(named: Named, index: number | undefined): [string, string] | null {
  const id = idOf(named, index)
  return id === null ? null : [named.tenantId, id]
}

function idOf({ ids }: Named, index: number | undefined): string | null {
  return index === undefined ? null : (ids[index % ids.length] as string)
}
