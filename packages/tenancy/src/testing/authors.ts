import { defineEntity, p } from '@mikro-orm/core'
import { Migration } from '@mikro-orm/migrations'
import { tenantKey, tenantReference, tenantTable } from '../orm/tenant-entity.ts'
import { wallsOf } from '../provisioning/walls.ts'

/** A service whose rows refer to each other, to none and to themselves, for this package's tests. */
export const Author = defineEntity({
  ...tenantTable,
  name: 'Author',
  tableName: 'authors',
  properties: {
    ...tenantKey(),
    name: p.text(),
    age: p.integer().nullable(),
    boss: () => tenantReference(Author, 'boss_id').nullable(),
    books: () => p.oneToMany(Book).mappedBy('author'),
  },
})

export const Book = defineEntity({
  ...tenantTable,
  name: 'Book',
  tableName: 'books',
  properties: {
    ...tenantKey(),
    author: () => tenantReference(Author, 'author_id'),
    editor: () => tenantReference(Author, 'editor_id').nullable(),
  },
})

export class CreateAuthors extends Migration {
  override name = '0001-authors'

  override up(): void {
    const reference = (column: string) =>
      `foreign key (tenant_id, ${column}) references authors (tenant_id, id) on delete cascade`
    this.addSql(`create table authors (
      tenant_id uuid not null, id uuid not null, name text not null, age integer, boss_id uuid,
      primary key (tenant_id, id), ${reference('boss_id')})`)
    this.addSql(`create table books (
      tenant_id uuid not null, id uuid not null, author_id uuid not null, editor_id uuid,
      primary key (tenant_id, id), ${reference('author_id')}, ${reference('editor_id')})`)
    for (const table of ['authors', 'books']) {
      for (const statement of wallsOf(table)) this.addSql(statement)
    }
  }
}
