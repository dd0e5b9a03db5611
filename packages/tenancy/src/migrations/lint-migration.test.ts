import { describe, expect, it } from 'vitest'
import { lintMigration } from './lint-migration.ts'

function lint(...statements: string[]): string[] {
  return lintMigration({ name: '0002-test', statements })
}

describe('lintMigration', () => {
  it.each([
    'drop table polls',
    'alter table polls drop column question',
    'alter table "polls" DROP COLUMN "question" cascade',
    'alter table polls rename column question to text',
    'alter table polls rename question to text',
    'alter table polls rename to questions',
    'alter table polls alter column question type varchar(50)',
    'alter table polls alter column question set data type text',
    'alter table polls alter column closes_at set not null',
    'alter table polls alter column votes drop default',
    'alter table polls add column pinned boolean not null',
    'alter table polls add pinned boolean not null, add column b int default 1',
    'alter table polls add constraint polls_q unique (tenant_id, question)',
    'create unique index polls_q on polls (tenant_id, question)',
    'alter table polls add constraint polls_check check (votes >= 0)',
    'alter table polls add constraint f foreign key (tenant_id, user_id) references users (tenant_id, id)',
    'drop policy tenant_isolation on polls',
    'alter table polls no force row level security',
  ])('refuses %s', (statement) => {
    expect(lint(statement)).toEqual([expect.stringContaining('0002-test')])
  })

  it.each([
    'alter table polls add column pinned boolean not null default false',
    'alter table polls add column colour varchar(7) null',
    'create index polls_tenant_id_colour_index on polls (tenant_id, colour)',
    'alter table polls alter column closes_at drop not null',
    "update polls set question = 'drop table polls' where false",
    'alter table polls drop constraint polls_q',
    'drop index polls_q',
  ])('lets %s pass', (statement) => {
    expect(lint(statement)).toEqual([])
  })

  it('allows anything on a table that the migration creates', () => {
    const create = 'create table tags (tenant_id uuid not null, id uuid not null)'
    expect(lint(create, 'alter table tags add constraint tags_u unique (tenant_id, id)')).toEqual(
      [],
    )
    expect(lint(create, 'create unique index tags_i on tags (tenant_id, id)')).toEqual([])
  })

  it('accepts a migration that contracts and states why', () => {
    const statements = ['alter table polls drop column question']
    const contract = 'no release since 0005 reads it'
    expect(lintMigration({ name: '0006-contract', statements, contract })).toEqual([])
  })
})
