import { Migration } from '@mikro-orm/migrations'
import { wallsOf } from '@mt/tenancy/provisioning/walls'

const tables = ['users', 'tokens', 'polls', 'choices', 'votes', 'settings', 'admin_log']

/** Users, their tokens, polls, choices and votes, a tenant's settings and what its admins did: every key and every reference carries the tenant. */
export class CreatePolls extends Migration {
  override name = '0001-polls'

  override up(): void {
    this.addSql(`create table users (
      tenant_id uuid not null,
      id uuid not null,
      username varchar(150) not null,
      email varchar(254) not null,
      password_hash text not null,
      role varchar(255) not null default 'user',
      disabled_at timestamptz null,
      created_at timestamptz not null,
      primary key (tenant_id, id),
      constraint users_tenant_id_username_unique unique (tenant_id, username)
    )`)
    this.addSql(`create table tokens (
      tenant_id uuid not null,
      id uuid not null,
      user_id uuid not null,
      token_hash varchar(64) not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      primary key (tenant_id, id),
      constraint tokens_tenant_id_token_hash_unique unique (tenant_id, token_hash),
      ${reference('tokens', 'user_id', 'users')}
    )`)
    this.addSql(`create table polls (
      tenant_id uuid not null,
      id uuid not null,
      question varchar(100) not null,
      created_by_id uuid not null,
      pub_date timestamptz not null,
      closes_at timestamptz null,
      primary key (tenant_id, id),
      ${reference('polls', 'created_by_id', 'users')}
    )`)
    this.addSql(`create table choices (
      tenant_id uuid not null,
      id uuid not null,
      poll_id uuid not null,
      choice_text varchar(100) not null,
      votes integer not null default 0,
      primary key (tenant_id, id),
      constraint choices_tenant_id_poll_id_id_unique unique (tenant_id, poll_id, id),
      ${reference('choices', 'poll_id', 'polls')}
    )`)
    this.addSql(`create table votes (
      tenant_id uuid not null,
      id uuid not null,
      poll_id uuid not null,
      choice_id uuid not null,
      voted_by_id uuid not null,
      created_at timestamptz not null,
      primary key (tenant_id, id),
      constraint votes_tenant_id_poll_id_voted_by_id_unique unique (tenant_id, poll_id, voted_by_id),
      ${reference('votes', 'poll_id', 'polls')},
      ${reference('votes', 'choice_id', 'choices')},
      ${reference('votes', 'voted_by_id', 'users')},
      constraint votes_choice_of_poll_foreign foreign key (tenant_id, poll_id, choice_id)
        references choices (tenant_id, poll_id, id) on delete cascade
    )`)
    this.addSql(`create table settings (
      tenant_id uuid not null,
      id uuid not null,
      name varchar(100) null,
      colour varchar(7) null,
      sign_up_open boolean not null default true,
      primary key (tenant_id, id),
      constraint settings_tenant_id_unique unique (tenant_id)
    )`)
    this.addSql(`create table admin_log (
      tenant_id uuid not null,
      id uuid not null,
      actor_id uuid not null,
      actor varchar(150) not null,
      action varchar(50) not null,
      subject_id uuid null,
      details jsonb not null,
      at timestamptz not null,
      primary key (tenant_id, id)
    )`)
    this.addSql('create index tokens_tenant_id_user_id_index on tokens (tenant_id, user_id)')
    this.addSql(
      'create index polls_tenant_id_created_by_id_index on polls (tenant_id, created_by_id)',
    )
    this.addSql('create index votes_tenant_id_choice_id_index on votes (tenant_id, choice_id)')
    this.addSql('create index votes_tenant_id_voted_by_id_index on votes (tenant_id, voted_by_id)')
    for (const table of tables) {
      for (const statement of wallsOf(table)) this.addSql(statement)
    }
  }
}

function reference(table: string, column: string, target: string): string {
  return `constraint ${table}_tenant_id_${column}_foreign foreign key (tenant_id, ${column})
        references ${target} (tenant_id, id) on update cascade on delete cascade`
}
